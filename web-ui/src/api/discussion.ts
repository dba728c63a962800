import { createContext, useContext } from 'react';

/** What a field may know of the comments on its term; src/features/discussion provides it. */
export interface TermComments {
  countOf: (path: string) => number;
  /** Opens the comments; for who may comment, with one begun on the term. */
  open: (path: string) => void;
  mayComment: boolean;
}

export const TermCommentsContext = createContext<TermComments>({
  countOf: () => 0,
  open: () => undefined,
  mayComment: false,
});

export function useTermComments(): TermComments {
  return useContext(TermCommentsContext);
}
