import { createContext, useContext } from 'react';

/** What a field may know of the comments on its term; src/features/discussion provides it. */
export interface TermComments {
  countOf: (path: string) => number;
  /** Opens the comments and begins one on the term; null for who may not comment. */
  begin: ((path: string) => void) | null;
}

export const TermCommentsContext = createContext<TermComments>({ countOf: () => 0, begin: null });

export function useTermComments(): TermComments {
  return useContext(TermCommentsContext);
}
