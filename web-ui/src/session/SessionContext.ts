import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Me } from '@/api/types';
import type { Session, SessionState } from './session';

export type Person = Me & { session: Session };

export const PersonContext = createContext<Person | null>(null);

export function usePerson(): Person {
  const person = useContext(PersonContext);
  if (person === null) {
    throw new Error('usePerson outside of a session');
  }
  return person;
}

export function useSessionState(): SessionState {
  const { session } = usePerson();
  return useSyncExternalStore(session.subscribe, session.state);
}

const READERS: readonly string[] = ['reviewer', 'approver', 'auditor'];

/** What the role lets a person see and do. The server judges anew; this only keeps the screens honest. */
export function mayRead(me: Me): boolean {
  return me.roles.some((role) => READERS.includes(role));
}

export function mayDecide(me: Me): boolean {
  return me.roles.includes('reviewer') || me.roles.includes('approver');
}

export function mayAudit(me: Me): boolean {
  return me.roles.includes('auditor');
}

export function mayOperate(me: Me): boolean {
  return me.roles.includes('operator');
}

export function mayApprove(me: Me): boolean {
  return me.roles.includes('approver');
}
