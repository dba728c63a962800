import { useRef, useState } from 'react';
import { NoAnswerError, problemOf, sayError } from '@/api/problem';
import type { Accepted } from '@/api/types';
import { sendDecision, type Decision } from './decisions';
import { focusTerm } from './focus-term';
import type { FormStore } from './form-store';
import { takesNote, wireChangesOf } from './review-form';

const SAID: Record<Decision['kind'], string> = {
  correction: 'Saved as',
  approval: 'Approved as',
  rejection: 'Rejected as',
  hold: 'On hold as',
  reopening: 'Reopened as',
};

/** Without what every decision has in common; that is added where it is sent. */
export type Wanted =
  | { kind: 'approval'; reason?: string }
  | { kind: 'rejection' | 'hold' | 'reopening'; reason_code: string; reason?: string };

export type Told = { tone: 'good' | 'bad'; text: string };

/** Sends decisions made on the version shown, and tells the form what became of them. */
export function useDecide(store: FormStore, invoiceId: string) {
  const [told, setTold] = useState<Told | null>(null);
  const unanswered = useRef<{ commandId: string; body: string } | null>(null);

  const send = async (decision: Decision): Promise<Accepted | null> => {
    const form = store.get();
    if (form.waiting) {
      return null;
    }
    const body = JSON.stringify(decision);
    // The same again after a lost answer goes out under the same name, and is then counted once.
    const commandId = unanswered.current?.body === body ? unanswered.current.commandId : crypto.randomUUID();
    const { typed, addedRows, removedRows } =
      decision.kind === 'correction' ? form : { typed: {}, addedRows: [], removedRows: [] };
    store.dispatch({
      kind: 'sent',
      decision: {
        command_id: commandId,
        kind: decision.kind,
        edits: { typed, addedRows, removedRows },
      },
    });
    setTold(null);
    try {
      const accepted = await sendDecision(invoiceId, commandId, decision);
      unanswered.current = null;
      store.dispatch({ kind: 'accepted', command_id: commandId, review_version: accepted.review_version });
      setTold({ tone: 'good', text: `${SAID[decision.kind]} v${accepted.review_version}` });
      return accepted;
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null || problem.status >= 500) {
        unanswered.current = { commandId, body };
        store.dispatch({ kind: 'unanswered', command_id: commandId });
        setTold({ tone: 'bad', text: `${sayError(error)} Nothing you typed is lost.` });
      } else {
        unanswered.current = null;
        store.dispatch({ kind: 'refused', command_id: commandId, problem });
        if (problem.error_code !== 'STALE_WRITE') {
          setTold({ tone: 'bad', text: sayError(error) });
        }
        const [first] = Object.keys(store.get().fieldErrors);
        if (first !== undefined) {
          focusTerm(first);
        }
      }
      if (!(error instanceof NoAnswerError) && problem === null) {
        throw error;
      }
      return null;
    }
  };

  const noted = (kind: Decision['kind']) => {
    const note = store.get().note.trim();
    return note === '' || !takesNote(kind) ? {} : { note };
  };

  const save = (): Promise<Accepted | null> => {
    const form = store.get();
    return send({
      kind: 'correction',
      body: {
        expected_review_version: form.base.review_version,
        changes: wireChangesOf(form, form.base, store.typeOf),
        ...noted('correction'),
      },
    });
  };

  const decide = (wanted: Wanted): Promise<Accepted | null> => {
    const expected = { expected_review_version: store.get().base.review_version };
    if (wanted.kind === 'approval') {
      const { kind, ...reason } = wanted;
      return send({ kind, body: { ...expected, ...reason, ...noted(kind) } });
    }
    const { kind, ...reason } = wanted;
    return send({ kind, body: { ...expected, ...reason } });
  };

  return { save, decide, told, clearTold: () => setTold(null) };
}
