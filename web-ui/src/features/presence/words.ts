import { listOf } from '@/ui/words';
import type { PersonHere } from './present';

/** "ben is editing due date", "carol is viewing". */
export function sayDoing({ user, terms }: PersonHere, nameOf: (path: string) => string): string {
  return terms.length === 0 ? `${user} is viewing` : `${user} is editing ${sayTerms(terms, nameOf)}`;
}

export function sayTerms(terms: readonly string[], nameOf: (path: string) => string): string {
  return listOf(terms.map((term) => inSentence(nameOf(term))));
}

/** "Due date" within a sentence; "IBAN or account" stays as it is. */
function inSentence(name: string): string {
  return /^[A-Z][a-z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}
