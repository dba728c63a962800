import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Decision } from '@/api/decisions';
import { ProblemError, sayError } from '@/api/problem';
import { FRESH, isHeldUp, isUnderWay, type Entry } from '@/work/entry';
import { useEntries, useWorkPlace } from '@/work/WorkContext';
import { NO_EDITS } from '@/work/work';
import { wireChangesOf } from './edits';
import { focusTerm } from './focus-term';
import type { FormKeeper } from './form-keeper';
import type { FormStore } from './form-store';
import { takesNote } from './review-form';

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

/** An approver puts a correction over what others made since the version that it was typed on. */
export type Force = { reason: string; made_on: number };

export type Told = { tone: 'good' | 'bad' | 'waiting'; text: string };

/** `queued`: written down, and sent as soon as somebody answers. */
export type Outcome = 'accepted' | 'queued' | 'refused';

type Said = Told & { readonly lost?: { readonly commandId: string; readonly kind: Decision['kind'] } };

function accepted(kind: Decision['kind'], version: number): Told {
  return { tone: 'good', text: `${SAID[kind]} v${version}` };
}

/** Sends decisions made on the version shown through the outbox, and tells the form what becomes of them. */
export function useDecide(store: FormStore, keeper: FormKeeper) {
  const { outbox } = useWorkPlace();
  const [said, setSaid] = useState<Said | null>(null);
  const sent = useRef<{ commandId: string; body: string }>(null);
  const arrived = useSyncExternalStore(store.subscribe, () => store.get().arrived);
  const queued = useSyncExternalStore(store.subscribe, () =>
    store.get().queued ? store.get().pending : null,
  );
  const entries = useEntries();

  useEffect(() => {
    const settling = new Set<string>();
    const settle = (commandId: string, told: Said | null) => {
      settling.add(commandId);
      setSaid(told);
      void keeper.flush({ dropEntries: [commandId] }).then(() => settling.delete(commandId));
    };
    const follow = () => {
      const { pending, arrived: known } = store.get();
      for (const entry of outbox.entries()) {
        if (settling.has(entry.command_id)) {
          continue;
        }
        if (entry.command_id === known?.command_id) {
          // A push was faster than the answer.
          settle(entry.command_id, accepted(entry.decision.kind, known.review_version));
        } else if (entry.command_id === pending?.command_id && entry.form_id === keeper.formId) {
          if (isUnderWay(entry)) {
            if (!store.get().queued && isHeldUp(entry, outbox.entries())) {
              store.dispatch({ kind: 'queued', command_id: entry.command_id });
            }
          } else {
            settling.add(entry.command_id);
            settle(entry.command_id, tell(store, entry));
          }
        }
      }
    };
    const stops = [outbox.subscribe(follow), store.subscribe(follow)];
    return () => stops.forEach((stop) => stop());
  }, [store, outbox, keeper]);

  const send = async (decision: Decision): Promise<Outcome> => {
    const form = store.get();
    if (form.waiting || form.queued) {
      return form.queued ? 'queued' : 'refused';
    }
    const edits =
      decision.kind === 'correction'
        ? { typed: form.typed, addedRows: form.addedRows, removedRows: form.removedRows }
        : NO_EDITS;
    const body = JSON.stringify(decision);
    // The same again after a lost answer goes out under the same name, and is then counted once.
    const lost = sent.current?.commandId === form.pending?.command_id ? sent.current : null;
    const commandId = lost?.body === body ? lost.commandId : crypto.randomUUID();
    sent.current = { commandId, body };
    store.dispatch({ kind: 'sent', decision: { command_id: commandId, kind: decision.kind, edits } });
    setSaid(null);
    const { pending } = store.get();
    if (pending === null) {
      return 'refused';
    }
    const entry: Entry = {
      command_id: commandId,
      user: outbox.user,
      invoice_id: form.base.invoice_id,
      invoice_number: form.base.terms['invoice_number'] ?? null,
      form_id: keeper.formId,
      decision,
      pending,
      on: form.base,
      since: Date.now(),
      delivery: FRESH,
    };
    await keeper.flush({ putEntry: entry });
    void outbox.deliver(entry.invoice_id);
    return outcomeOf(store, commandId);
  };

  const noted = (kind: Decision['kind']) => {
    const note = store.get().note.trim();
    return note === '' || !takesNote(kind) ? {} : { note };
  };

  const save = (force?: Force): Promise<Outcome> => {
    const form = store.get();
    return send({
      kind: 'correction',
      body: {
        expected_review_version: force?.made_on ?? form.base.review_version,
        changes: wireChangesOf(form, form.base, store.typeOf),
        ...noted('correction'),
        ...(force === undefined ? {} : { force: { reason: force.reason } }),
      },
    });
  };

  const decide = (wanted: Wanted): Promise<Outcome> => {
    const expected = { expected_review_version: store.get().base.review_version };
    if (wanted.kind === 'approval') {
      const { kind, ...reason } = wanted;
      return send({ kind, body: { ...expected, ...reason, ...noted(kind) } });
    }
    const { kind, ...reason } = wanted;
    return send({ kind, body: { ...expected, ...reason } });
  };

  const waits = queued === null ? undefined : entries.find(({ command_id: id }) => id === queued.command_id);
  const told: Told | null =
    waits !== undefined
      ? { tone: 'waiting', text: sayWaiting(waits) }
      : said?.lost !== undefined && said.lost.commandId === arrived?.command_id
        ? accepted(said.lost.kind, arrived.review_version)
        : said;

  return { save, decide, told, clearTold: () => setSaid(null) };
}

/** What became of a decision, into the form and into words; null where the form itself says it. */
function tell(store: FormStore, { command_id: commandId, decision: { kind }, delivery }: Entry): Said | null {
  switch (delivery.at) {
    case 'accepted':
      store.dispatch({ kind: 'accepted', command_id: commandId, review_version: delivery.review_version });
      return accepted(kind, delivery.review_version);
    case 'refused': {
      const { problem } = delivery;
      const words = sayError(new ProblemError(problem));
      if (problem.status >= 500) {
        store.dispatch({ kind: 'unanswered', command_id: commandId });
        return { tone: 'bad', text: `${words} Nothing you typed is lost.`, lost: { commandId, kind } };
      }
      store.dispatch({ kind: 'refused', command_id: commandId, problem });
      const [first] = Object.keys(store.get().fieldErrors);
      if (first !== undefined) {
        focusTerm(first);
      }
      return problem.error_code === 'STALE_WRITE' ? null : { tone: 'bad', text: words };
    }
    case 'cancelled':
      store.dispatch({ kind: 'unanswered', command_id: commandId });
      return {
        tone: 'waiting',
        text: delivery.may_have_arrived
          ? 'Cancelled, but it may have arrived before that. If it did, this page shows it as saved.'
          : 'Cancelled before it was sent.',
        lost: { commandId, kind },
      };
    default:
      return null;
  }
}

function sayWaiting({ delivery }: Entry): string {
  if (delivery.at === 'cancelling') {
    return 'Asking whether it arrived …';
  }
  return delivery.at === 'waiting' && delivery.why !== null
    ? `Not saved yet. ${delivery.why}; it is sent again by itself.`
    : 'Not saved yet. It waits for the save before it.';
}

/** Once the button may let go of it. */
function outcomeOf(store: FormStore, commandId: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const look = () => {
      const { pending, waiting, queued, arrived } = store.get();
      const mine = pending?.command_id === commandId;
      if (mine && waiting) {
        return;
      }
      stop();
      resolve(arrived?.command_id === commandId ? 'accepted' : mine && queued ? 'queued' : 'refused');
    };
    const stop = store.subscribe(look);
    look();
  });
}
