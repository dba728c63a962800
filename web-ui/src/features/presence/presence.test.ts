import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionState } from '@/api/live';
import type { Presence, TabPresence } from '@/api/types';
import { PeoplePresent, whoIsHere } from './present';
import { PresenceReporter } from './reporter';
import { sayDoing } from './words';

const SINCE = '2026-11-21T10:42:00Z';

function tab(user: string, tab_id: string, term?: string): Presence {
  return term === undefined
    ? { user, tab_id, state: 'viewing', since: SINCE }
    : { user, tab_id, state: 'editing', term, since: SINCE };
}

describe('who is here', () => {
  it('takes the tabs of one person together', () => {
    const { others } = whoIsHere(
      [tab('carol', 'c1'), tab('ben', 'b1'), tab('ben', 'b2', 'due_date')],
      'anna',
      'a1',
    );
    expect(others).toEqual([
      { user: 'ben', terms: ['due_date'] },
      { user: 'carol', terms: [] },
    ]);
  });

  it('leaves this tab out, and knows mine elsewhere', () => {
    expect(whoIsHere([tab('anna', 'a1', 'due_date')], 'anna', 'a1')).toEqual({
      others: [],
      meElsewhere: false,
    });
    expect(whoIsHere([tab('anna', 'a1'), tab('anna', 'a2', 'due_date')], 'anna', 'a1')).toEqual({
      others: [],
      meElsewhere: true,
    });
  });

  it('is said in words', () => {
    const names: Record<string, string> = { due_date: 'Due date', iban: 'IBAN or account' };
    const nameOf = (path: string) => names[path] ?? path;
    expect(sayDoing({ user: 'ben', terms: ['due_date'] }, nameOf)).toBe('ben is editing due date');
    expect(sayDoing({ user: 'ben', terms: ['iban', 'due_date'] }, nameOf)).toBe(
      'ben is editing IBAN or account and due date',
    );
    expect(sayDoing({ user: 'ben', terms: [] }, nameOf)).toBe('ben is viewing');
  });
});

describe('people present', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function scene() {
    let state: ConnectionState = { kind: 'live' };
    let told: (presence: Presence[]) => void = () => undefined;
    let changed: () => void = () => undefined;
    const people = new PeoplePresent(
      {
        state: () => state,
        subscribe: (onChange) => {
          changed = onChange;
          return () => undefined;
        },
        watchPresence: (_, onPresence) => {
          told = onPresence;
          return () => undefined;
        },
      },
      'i1',
      'anna',
      'a1',
    );
    const stop = people.start();
    return {
      people,
      stop,
      told: (presence: Presence[]) => told(presence),
      become: (next: ConnectionState) => {
        state = next;
        changed();
      },
    };
  }

  it('says who edits a term, never me', () => {
    const { people, told } = scene();
    told([tab('ben', 'b1', 'due_date'), tab('carol', 'c1', 'due_date'), tab('anna', 'a2', 'due_date')]);
    expect(people.editorsOf('due_date')).toBe('ben, carol');
    expect(people.editorsOf('note')).toBe('');
  });

  it('are gone once the socket is down for 15 s, and not before', () => {
    const { people, told, become } = scene();
    told([tab('ben', 'b1')]);
    become({ kind: 'reconnecting', since: Date.now() });
    vi.advanceTimersByTime(14_000);
    become({ kind: 'offline', since: Date.now() - 14_000 });
    expect(people.here().others).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    expect(people.here().others).toHaveLength(0);
  });

  it('stay when the socket is back in time', () => {
    const { people, told, become } = scene();
    told([tab('ben', 'b1')]);
    become({ kind: 'reconnecting', since: Date.now() });
    vi.advanceTimersByTime(10_000);
    become({ kind: 'live' });
    vi.advanceTimersByTime(10_000);
    expect(people.here().others).toHaveLength(1);
  });
});

describe('what this tab tells of itself', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function reporter() {
    const told: TabPresence[] = [];
    return { told, it: new PresenceReporter('a1', (presence) => told.push(presence)) };
  }

  it('goes out at once, and again when it is renewed', () => {
    const { told, it } = reporter();
    it.show({ state: 'viewing' });
    vi.advanceTimersByTime(0);
    it.renew();
    expect(told).toEqual([
      { tab_id: 'a1', state: 'viewing' },
      { tab_id: 'a1', state: 'viewing' },
    ]);
  });

  it('is no storm while somebody tabs through the form', () => {
    const { told, it } = reporter();
    it.show({ state: 'viewing' });
    vi.advanceTimersByTime(0);
    for (let at = 0; at < 20; at += 1) {
      it.show({ state: 'editing', term: `term${at}` });
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(1_000);
    expect(told.slice(1)).toEqual([{ tab_id: 'a1', state: 'editing', term: 'term19' }]);
  });

  it('says nothing twice that did not change', () => {
    const { told, it } = reporter();
    it.show({ state: 'editing', term: 'note' });
    vi.advanceTimersByTime(1_000);
    it.show({ state: 'editing', term: 'note' });
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveLength(1);
  });

  it('ends with leaving: no renewal brings it back, showing it again does', () => {
    const { told, it } = reporter();
    it.show({ state: 'viewing' });
    vi.advanceTimersByTime(0);
    it.leave();
    it.renew();
    vi.advanceTimersByTime(10_000);
    expect(told.at(-1)).toEqual({ tab_id: 'a1', state: 'left' });
    expect(told).toHaveLength(2);
    it.show({ state: 'viewing' });
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveLength(3);
  });
});
