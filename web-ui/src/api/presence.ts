import { createContext, useContext, useSyncExternalStore } from 'react';

/** What a field may know of who else has its invoice open; src/features/presence provides it. */
export interface Editors {
  subscribe: (onChange: () => void) => () => void;
  /** Who else is editing the term: "ben", "ben, carol", or nobody. */
  editorsOf: (path: string) => string;
}

export const EditorsContext = createContext<Editors | null>(null);

const NOBODY: Editors = { subscribe: () => () => undefined, editorsOf: () => '' };

export function useEditorsOf(path: string): string {
  const editors = useContext(EditorsContext) ?? NOBODY;
  return useSyncExternalStore(editors.subscribe, () => editors.editorsOf(path));
}
