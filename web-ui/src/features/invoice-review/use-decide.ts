import { useRef, useState, useSyncExternalStore } from 'react';
import { sendDecision, type Decision } from '@/api/decisions';
import { NoAnswerError, problemOf, sayError } from '@/api/problem';
import type { Accepted } from '@/api/types';

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

/** A decision whose answer never came; a push or the history may still tell that it arrived. */
type Lost = { commandId: string; kind: Decision['kind'] };

function accepted(kind: Decision['kind'], version: number): Told {
  return { tone: 'good', text: `${SAID[kind]} v${version}` };
}

/** Sends decisions made on the version shown, and tells the form what became of them. */
export function useDecide(store: FormStore, invoiceId: string) {
  const [said, setTold] = useState<(Told & { lost?: Lost }) | null>(null);
  const arrived = useSyncExternalStore(store.subscribe, () => store.get().arrived);
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
      const answer = await sendDecision(invoiceId, commandId, decision);
      unanswered.current = null;
      store.dispatch({ kind: 'accepted', command_id: commandId, review_version: answer.review_version });
      setTold(accepted(decision.kind, answer.review_version));
      return answer;
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null || problem.status >= 500) {
        unanswered.current = { commandId, body };
        store.dispatch({ kind: 'unanswered', command_id: commandId });
        setTold({
          tone: 'bad',
          text: `${sayError(error)} Nothing you typed is lost.`,
          lost: { commandId, kind: decision.kind },
        });
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

  const told: Told | null =
    said?.lost !== undefined && said.lost.commandId === arrived?.command_id
      ? accepted(said.lost.kind, arrived.review_version)
      : said;

  return { save, decide, told, clearTold: () => setTold(null) };
}
