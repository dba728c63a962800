import fc from 'fast-check';
import { describe, expect, it, test, vi } from 'vitest';
import type { Changes } from '@/terms/changes';
import { rowNameOf, rowOf, templateOf } from '@/terms/paths';
import { sameValue } from '@/terms/value';
import type { Edits } from '@/work/work';
import { detectConflicts, type Terms } from './conflicts';
import {
  choiceFor,
  choose,
  chooseAll,
  isAskedAgain,
  isSettled,
  merge,
  mineOver,
  NO_CHOICES,
  resolve,
  type Choices,
  type Merge,
} from './merge';

const AMOUNT = /(amount|amount_due|quantity|price|rate|percentage)$/;
const typeOf = (path: string) => (AMOUNT.test(templateOf(path)) ? 'amount' : 'text');
const keyFor = (row: string) => `${row}9`;

const BASE: Terms = {
  due_date: '2026-07-16',
  'seller.name': 'Acme',
  'payment.account_identifier': 'DE02',
  'payment.account_name': 'Acme',
  'lines.l1.item_name': 'Nougat',
  'lines.l1.quantity': '20',
  'lines.l1.net_amount': '90.00',
  'lines.l2.item_name': 'Biscuits',
  'lines.l2.quantity': '5',
  'lines.l2.net_amount': '10.00',
  'totals.line_net_amount': '100.00',
  'totals.amount_due': '100.00',
};

const ask = (theirs: Changes, mine: Changes) => merge(BASE, changed(BASE, theirs), mine, typeOf);

/** What flat changes make of a version. */
function changed(terms: Terms, changes: Changes): Terms {
  const gone = Object.keys(changes).filter((path) => rowOf(path)?.term === null);
  return Object.fromEntries(
    Object.entries({ ...terms, ...changes }).filter(
      ([path, value]) => value !== null && !gone.some((row) => path === row || path.startsWith(`${row}.`)),
    ),
  );
}

/** What a form would send: the edits on top of a version. */
function edited(terms: Terms, { typed, removedRows }: Edits): Terms {
  const cleared = Object.fromEntries(
    Object.entries(typed).map(([path, text]) => [path, text === '' ? null : text] as const),
  );
  return changed(terms, {
    ...cleared,
    ...Object.fromEntries(removedRows.map((row) => [row, null] as const)),
  });
}

/** By meaning, so that 10 is 10.00. */
function meaning(terms: Terms): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(terms)
      .filter(([, value]) => value !== null)
      .map(([path, value]) => [path, typeOf(path) === 'amount' ? String(Number(value)) : value] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const paths = (merged: Merge) => ({
  clean: merged.clean.map(({ path }) => path),
  asks: merged.asks.map((group) => group.items.map(({ path }) => path)),
  same: merged.same,
});

describe('single terms', () => {
  it('applies what only I touched', () => {
    expect(paths(ask({ 'seller.name': 'Acme Corp' }, { due_date: '2026-07-31' }))).toEqual({
      clean: ['due_date'],
      asks: [],
      same: [],
    });
  });

  it('asks about what both touched, with all three sides', () => {
    const { asks } = ask({ due_date: '2026-07-31' }, { due_date: '2026-07-15' });
    expect(asks).toHaveLength(1);
    expect(asks[0]).toMatchObject({
      id: 'due_date',
      kind: 'single',
      items: [{ sides: [{ path: 'due_date', was: '2026-07-16', theirs: '2026-07-31', mine: '2026-07-15' }] }],
    });
  });

  it('asks nothing where both made the same change', () => {
    expect(paths(ask({ 'totals.amount_due': '110.00' }, { 'totals.amount_due': '110.0' }))).toEqual({
      clean: [],
      asks: [],
      same: ['totals.amount_due'],
    });
  });

  it('clears a term against a changed one only when told to', () => {
    const merged = ask({ 'seller.name': 'Acme Corp' }, { 'seller.name': null });
    expect(resolve(merged, NO_CHOICES, keyFor).typed).toEqual({});
    expect(resolve(merged, chooseAll(merged, 'mine'), keyFor).typed).toEqual({ 'seller.name': '' });
  });
});

describe('terms that go together', () => {
  it('makes one choice of the payment account, and takes my side back as a whole', () => {
    const merged = ask(
      { 'payment.account_identifier': 'FR76', 'payment.service_provider_identifier': 'BNPAFRPP' },
      { 'payment.account_name': 'Acme SARL' },
    );
    expect(merged.asks).toHaveLength(1);
    expect(merged.asks[0]?.kind).toBe('account');
    expect(resolve(merged, chooseAll(merged, 'mine'), keyFor).typed).toEqual({
      'payment.account_name': 'Acme SARL',
      'payment.account_identifier': 'DE02',
      'payment.service_provider_identifier': '',
    });
    expect(resolve(merged, chooseAll(merged, 'theirs'), keyFor).typed).toEqual({});
  });

  it('asks about a line and the totals that it feeds at once', () => {
    const merged = ask(
      { 'lines.l1.quantity': '24', 'lines.l1.net_amount': '108.00', 'totals.line_net_amount': '118.00' },
      { 'lines.l1.net_amount': '91.00', 'totals.line_net_amount': '101.00', due_date: '2026-07-31' },
    );
    expect(paths(merged)).toEqual({
      clean: ['due_date'],
      asks: [['lines.l1.net_amount', 'totals.line_net_amount', 'lines.l1.quantity']],
      same: [],
    });
    expect(merged.asks[0]?.kind).toBe('figures');
    expect(resolve(merged, chooseAll(merged, 'mine'), keyFor).typed).toMatchObject({
      'lines.l1.quantity': '20',
    });
  });

  it('leaves a line that I did not touch to them, and shows it beside', () => {
    const merged = ask({ 'lines.l2.net_amount': '12.00' }, { 'totals.line_net_amount': '101.00' });
    expect(paths(merged).asks).toEqual([['totals.line_net_amount']]);
    expect(merged.asks[0]?.alongside.map(({ path }) => path)).toEqual(['lines.l2.net_amount']);
  });

  it('keeps two lines two questions while nothing ties them', () => {
    const merged = ask(
      { 'lines.l1.quantity': '21', 'lines.l2.quantity': '6' },
      { 'lines.l1.quantity': '22', 'lines.l2.item_name': 'Sablés' },
    );
    expect(paths(merged).asks).toEqual([['lines.l1.quantity'], ['lines.l2.item_name']]);
    expect(merged.asks[1]?.alongside.map(({ path }) => path)).toEqual(['lines.l2.quantity']);
  });
});

describe('lines by their keys', () => {
  it('puts a line that they removed and I edited back under a fresh key, or leaves it gone', () => {
    const merged = ask({ 'lines.l1': null }, { 'lines.l1.item_name': 'Nougat blanc' });
    expect(merged.asks[0]?.items[0]?.kind).toBe('row_gone');
    expect(resolve(merged, chooseAll(merged, 'theirs'), keyFor)).toEqual({
      typed: {},
      addedRows: [],
      removedRows: [],
    });
    expect(resolve(merged, chooseAll(merged, 'mine'), keyFor)).toEqual({
      typed: {
        'lines.l19.item_name': 'Nougat blanc',
        'lines.l19.quantity': '20',
        'lines.l19.net_amount': '90.00',
      },
      addedRows: ['lines.l19'],
      removedRows: [],
    });
  });

  it('asks before it removes a line that they edited', () => {
    const merged = ask({ 'lines.l1.item_name': 'Nougat blanc' }, { 'lines.l1': null });
    expect(merged.asks[0]?.items[0]).toMatchObject({ kind: 'row_removed', path: 'lines.l1' });
    expect(resolve(merged, chooseAll(merged, 'mine'), keyFor).removedRows).toEqual(['lines.l1']);
    expect(resolve(merged, chooseAll(merged, 'theirs'), keyFor).removedRows).toEqual([]);
  });

  it('is done where both removed it', () => {
    expect(paths(ask({ 'lines.l1': null }, { 'lines.l1': null })).same).toEqual(['lines.l1']);
  });

  it('keeps the lines that both added', () => {
    const merged = ask({ 'lines.a1.item_name': 'Delivery' }, { 'lines.b1.item_name': 'Packaging' });
    expect(paths(merged).clean).toEqual(['lines.b1']);
    expect(resolve(merged, NO_CHOICES, keyFor)).toMatchObject({
      addedRows: ['lines.b1'],
      typed: { 'lines.b1.item_name': 'Packaging' },
    });
  });

  it('gives an added line another key where theirs has it', () => {
    const merged = ask({ 'lines.a1.item_name': 'Delivery' }, { 'lines.a1.quantity': '1' });
    expect(resolve(merged, chooseAll(merged, 'mine'), keyFor).addedRows).toEqual(['lines.a19']);
  });

  it('treats a removed row of any group like a line', () => {
    const base: Terms = { 'allowances.a1.amount': '5.00' };
    const merged = merge(base, {}, { 'allowances.a1.reason': 'Discount' }, typeOf);
    expect(resolve(merged, chooseAll(merged, 'mine'), keyFor).typed).toEqual({
      'allowances.a19.amount': '5.00',
      'allowances.a19.reason': 'Discount',
    });
  });
});

describe('choices', () => {
  const at = (due: string) => ask({ due_date: due }, { due_date: '2026-07-15', 'seller.name': 'Beta' });

  it('settle a group when each of its items has one', () => {
    const merged = at('2026-07-31');
    const [group] = merged.asks;
    expect(group && isSettled(group, NO_CHOICES)).toBe(false);
    expect(group && isSettled(group, choose(NO_CHOICES, group.items, 'theirs'))).toBe(true);
  });

  it('hold while the others’ side stays, and are asked again when it moves', () => {
    const chosen = chooseAll(at('2026-07-31'), 'mine');
    const [same] = at('2026-07-31').asks.flatMap(({ items }) => items);
    const [moved] = at('2026-08-01').asks.flatMap(({ items }) => items);
    expect(same && choiceFor(same, chosen)).not.toBeNull();
    expect(moved && choiceFor(moved, chosen)).toBeNull();
    expect(moved && isAskedAgain(moved, chosen)).toBe(true);
  });

  it('keep what was typed freely whatever comes', () => {
    const choices: Choices = {
      items: { due_date: { side: 'typed', text: '2026-07-20' } },
      left: ['seller.name'],
    };
    expect(resolve(at('2026-08-01'), choices, keyFor).typed).toEqual({ due_date: '2026-07-20' });
  });
});

describe('mine over theirs', () => {
  it('leaves what I typed here and what I left out as I said', () => {
    const merged = ask(
      { due_date: '2026-07-31', note: 'Theirs', 'payment.account_identifier': 'FR76' },
      {
        due_date: '2026-07-15',
        note: 'Mine',
        'payment.account_identifier': 'DE03',
        'seller.name': 'Beta',
        'lines.l2.item_name': 'Sablés',
      },
    );
    const given = choose(
      { items: { due_date: { side: 'typed', text: '2026-07-20' } }, left: ['seller.name'] },
      merged.asks.flatMap(({ items }) => items.filter(({ path }) => path === 'note')),
      'theirs',
    );
    expect(resolve(merged, mineOver(merged, given), keyFor).typed).toEqual({
      due_date: '2026-07-20',
      note: 'Mine',
      'payment.account_identifier': 'DE03',
      'lines.l2.item_name': 'Sablés',
    });
  });
});

// Two people at one invoice, at random.

const VALUES: Record<string, string[]> = {
  amount: ['5', '5.00', '6', '7.50', '100.00'],
  text: ['Acme', 'Beta', 'S', 'Z'],
};
const LINE_TERMS = ['item_name', 'quantity', 'net_amount', 'vat_category_code', 'vat_rate'];
const SINGLE = [
  'due_date',
  'note',
  'seller.name',
  'payment.account_identifier',
  'payment.account_name',
  'payment.service_provider_identifier',
  'totals.line_net_amount',
  'totals.vat_amount',
  'totals.amount_due',
  'totals.paid_amount',
];
const ROWS = ['lines.l1', 'lines.l2', 'vat_breakdown.v1', 'allowances.a1'];
const inRow = (row: string) => {
  const terms = row.startsWith('lines.')
    ? LINE_TERMS
    : row.startsWith('vat')
      ? ['taxable_amount', 'tax_amount', 'category_code', 'rate']
      : ['amount', 'reason'];
  return terms.map((term) => `${row}.${term}`);
};

const valueFor = (path: string) => fc.constantFrom(...(VALUES[typeOf(path)] ?? []));
const someOf = (all: readonly string[], value: (path: string) => fc.Arbitrary<string | null>) =>
  fc
    .subarray([...all])
    .chain((some) => fc.tuple(...some.map((path) => value(path).map((to) => [path, to] as const))))
    .map((entries): Record<string, string | null> => Object.fromEntries(entries));

const bases: fc.Arbitrary<Terms> = someOf([...SINGLE, ...ROWS.flatMap(inRow)], valueFor);

/** Changes that a form would count on this version: rows that it has, values that differ. */
function changesOn(base: Terms, addedKey: string): fc.Arbitrary<Changes> {
  const rows = ROWS.filter((row) => Object.keys(base).some((path) => path.startsWith(`${row}.`)));
  const terms = [...SINGLE, ...rows.flatMap(inRow)];
  return fc
    .record({
      typed: someOf(terms, (path) => fc.option(valueFor(path), { nil: null, freq: 6 })),
      removed: fc.subarray(rows, { maxLength: Math.min(rows.length, 1) }),
      added: fc.option(someOf(inRow(`lines.${addedKey}`), valueFor), { nil: {} }),
    })
    .map(({ typed, removed, added }) => ({
      ...Object.fromEntries(
        Object.entries(typed).filter(
          ([path, value]) =>
            !sameValue(typeOf(path), base[path], value) && !removed.some((row) => path.startsWith(`${row}.`)),
        ),
      ),
      ...added,
      ...Object.fromEntries(removed.map((row) => [row, null] as const)),
    }));
}

const situations = bases.chain((base) =>
  fc.record({
    base: fc.constant(base),
    // Sometimes the very same key: a line that both put back.
    theirs: fc.constantFrom('n1', 'n2').chain((key) => changesOn(base, key)),
    mine: changesOn(base, 'n2'),
  }),
);

const RUNS = { numRuns: 500 };
// A busy machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

test('disjoint edits commute, and ask nothing', () => {
  fc.assert(
    fc.property(situations, ({ base, theirs, mine: wanted }) => {
      const { clean } = merge(base, changed(base, theirs), wanted, typeOf);
      const mine = Object.fromEntries(
        Object.entries(wanted).filter(([path]) =>
          clean.some((item) => path === item.path || path.startsWith(`${item.path}.`)),
        ),
      );
      const forward = merge(base, changed(base, theirs), mine, typeOf);
      const backward = merge(base, changed(base, mine), theirs, typeOf);
      expect(forward.asks).toEqual([]);
      // A row that is gone may have been of any VAT rate, so that the other way round may ask more.
      fc.pre(backward.asks.length === 0);
      const theirsThenMine = edited(changed(base, theirs), resolve(forward, NO_CHOICES, keyFor));
      const mineThenTheirs = edited(changed(base, mine), resolve(backward, NO_CHOICES, keyFor));
      expect(meaning(theirsThenMine)).toEqual(meaning(mineThenTheirs));
    }),
    RUNS,
  );
});

test('nothing typed disappears', () => {
  fc.assert(
    fc.property(situations, ({ base, theirs, mine }) => {
      const now = changed(base, theirs);
      const { clean, asks } = merge(base, now, mine, typeOf);
      const held = [...clean, ...asks.flatMap((group) => group.items)];
      for (const [path, value] of Object.entries(mine)) {
        const isRow = rowOf(path)?.term === null;
        const there = held.some((item) =>
          isRow
            ? item.path === path && item.kind === 'row_removed'
            : item.sides.some((sides) => sides.path === path && sameValue(typeOf(path), sides.mine, value)),
        );
        const already = isRow
          ? !Object.keys(now).some((term) => term.startsWith(`${path}.`))
          : sameValue(typeOf(path), now[path], value);
        expect(there || already, path).toBe(true);
      }
    }),
    RUNS,
  );
});

test('applying theirs and then all of mine is the merged invoice, but for what goes back with it', () => {
  fc.assert(
    fc.property(situations, ({ base, theirs, mine }) => {
      const now = changed(base, theirs);
      const merged = merge(base, now, mine, typeOf);
      const items = merged.asks.flatMap((group) => group.items);
      // A row under a fresh key is compared by what it holds in the cases above.
      fc.pre(items.every((item) => !item.keyTaken));
      const back = Object.fromEntries(
        items.filter((item) => !item.typed).map(({ path }) => [path, base[path] ?? null] as const),
      );
      const result = edited(now, resolve(merged, chooseAll(merged, 'mine'), keyFor));
      expect(meaning(result)).toEqual(meaning(changed(now, { ...back, ...mine })));
    }),
    RUNS,
  );
});

test('all of theirs, with nothing clean left in, is theirs', () => {
  fc.assert(
    fc.property(situations, ({ base, theirs, mine }) => {
      const now = changed(base, theirs);
      const merged = merge(base, now, mine, typeOf);
      const choices = { ...chooseAll(merged, 'theirs'), left: merged.clean.map(({ path }) => path) };
      expect(edited(now, resolve(merged, choices, keyFor))).toEqual(
        edited(now, resolve(merge(base, now, {}, typeOf), NO_CHOICES, keyFor)),
      );
    }),
    RUNS,
  );
});

test('one side’s account number never stands under the other’s account name', () => {
  const ACCOUNT = [
    'payment.account_identifier',
    'payment.account_name',
    'payment.service_provider_identifier',
  ];
  const accountOf = (terms: Terms) => JSON.stringify(ACCOUNT.map((path) => terms[path] ?? null));
  fc.assert(
    fc.property(
      situations,
      fc.constantFrom('theirs' as const, 'mine' as const),
      ({ base, theirs, mine }, side) => {
        const now = changed(base, theirs);
        const merged = merge(base, now, mine, typeOf);
        const result = edited(now, resolve(merged, chooseAll(merged, side), keyFor));
        expect([accountOf(now), accountOf(changed(base, mine))]).toContain(accountOf(result));
      },
    ),
    RUNS,
  );
});

test('asks wherever the server would, and beyond that only for whole rows', () => {
  fc.assert(
    fc.property(situations, ({ base, theirs, mine }) => {
      const now = changed(base, theirs);
      const merged = merge(base, now, mine, typeOf);
      const items = merged.asks.flatMap((group) => group.items);
      const termAsked = (path: string) =>
        items.some(
          (item) => item.typed && (item.path === path || item.sides.some((own) => own.path === path)),
        );
      const { conflicting } = detectConflicts(base, now, mine, typeOf);
      for (const path of Object.keys(mine)) {
        const inWholeRow = items.some((item) => item.kind !== 'term' && item.path === rowNameOf(path));
        expect(conflicting.includes(path) ? termAsked(path) : !termAsked(path) || inWholeRow, path).toBe(
          true,
        );
      }
    }),
    RUNS,
  );
});

test('each change stands in one place', () => {
  fc.assert(
    fc.property(situations, ({ base, theirs, mine }) => {
      const { clean, asks, same } = merge(base, changed(base, theirs), mine, typeOf);
      const all = [
        ...clean.map(({ path }) => path),
        ...asks.flatMap(({ items }) => items.map(({ path }) => path)),
        ...same,
      ];
      expect(new Set(all).size).toBe(all.length);
    }),
    RUNS,
  );
});

test('what was merged onto the newest version has nothing left to ask on it', () => {
  fc.assert(
    fc.property(
      situations,
      fc.constantFrom('theirs' as const, 'mine' as const),
      ({ base, theirs, mine }, side) => {
        const now = changed(base, theirs);
        const merged = merge(base, now, mine, typeOf);
        const { typed } = resolve(merged, chooseAll(merged, side), keyFor);
        const again = Object.fromEntries(
          Object.entries(typed).map(([path, text]) => [path, text === '' ? null : text] as const),
        );
        expect(merge(now, now, again, typeOf).asks).toEqual([]);
      },
    ),
    RUNS,
  );
});
