import type { Changes } from '@/terms/changes';
import { nameOfRow, rowOf, type RowPath } from '@/terms/paths';
import { sameValue } from '@/terms/value';
import { NO_EDITS, type Edits } from '@/work/work';
import {
  changedBetween,
  FED_TOTALS,
  isAlreadySo,
  isLineFigure,
  isVatFigure,
  PAYMENT_ACCOUNT,
  stateOf,
  Touched,
  type State,
  type Terms,
  type TypeOf,
} from './conflicts';

/**
 * Three versions of an invoice in one: what I want to change, made on `base`, beside what others made of it since
 * (`theirs`). What only I touched applies; where both touched the same, or what only makes sense together, I am asked.
 */

/** One term as it was, as it is now, and as I want it; null where it has no value. */
export type Sides = { path: string; was: string | null; theirs: string | null; mine: string | null };

/**
 * - `term`: one value
 * - `row_added`: I added a row
 * - `row_removed`: I removed a row that is still there
 * - `row_gone`: I edited a row that others removed
 */
export type Item = {
  readonly kind: 'term' | 'row_added' | 'row_removed' | 'row_gone';
  /** The term's path; a row's own path where it comes or goes as a whole. */
  readonly path: string;
  /** False for what I left alone, but which goes back with my side of its group. */
  readonly typed: boolean;
  /** Of a row: the terms that either side changed. */
  readonly sides: readonly Sides[];
  /** The row that my side adds or puts back, its terms by their names within the row. */
  readonly row: Readonly<Record<string, string>>;
  /** That row cannot come under its own key: another has it, or had it when it was removed. */
  readonly keyTaken: boolean;
};

/** Answered together: one bank account, or figures that feed one another. A single term is a group of its own. */
export type Group = {
  readonly id: string;
  readonly kind: 'single' | 'account' | 'figures' | 'row';
  readonly items: readonly Item[];
  /** Why I am asked, where it is not the items themselves: what others changed beside them, which stays. */
  readonly alongside: readonly Sides[];
};

export type Merge = {
  readonly clean: readonly Item[];
  readonly asks: readonly Group[];
  /** Paths where the others did what I want already. */
  readonly same: readonly string[];
};

/** `seen` is what the others' side was when I chose: a choice made against another value is none. */
export type Choice =
  | { readonly side: 'theirs' | 'mine'; readonly seen: string }
  | { readonly side: 'typed'; readonly text: string };

export type Choices = {
  readonly items: Readonly<Record<string, Choice>>;
  /** Paths that would apply cleanly and that I left out. */
  readonly left: readonly string[];
};

export const NO_CHOICES: Choices = { items: {}, left: [] };

/** `mine` are flat changes to `base`, as a form counts them. */
export function merge(base: Terms, theirs: Terms, mine: Changes, typeOf: TypeOf): Merge {
  const [before, now] = [stateOf(base), stateOf(theirs)];
  const changed = changedBetween(base, theirs, typeOf);
  const touched = new Touched(changed, [before, now]);
  const clean: Item[] = [];
  const asked: { item: Item; bonds: string[] }[] = [];
  const same: string[] = [];
  for (const item of itemsOf(before, now, mine)) {
    if (isDone(item, now, typeOf)) {
      same.push(item.path);
      continue;
    }
    const bonds = new Set(termsOf(item, before, now).flatMap((path) => touched.bondsOf(path)));
    if (item.kind === 'row_gone') {
      bonds.add(`row ${item.path}`);
    }
    if (bonds.size === 0) {
      clean.push(item);
    } else {
      asked.push({ item, bonds: [...bonds] });
    }
  }
  const sidesOf = (path: string): Sides => ({
    path,
    was: base[path] ?? null,
    theirs: theirs[path] ?? null,
    mine: path in mine ? (mine[path] ?? null) : (base[path] ?? null),
  });
  const asks = tiedTogether(asked).map((members) => groupOf(members, changed, sidesOf, typeOf));
  return { clean, asks, same };
}

function itemsOf(before: State, now: State, mine: Changes): Item[] {
  const items = new Map<string, Item>();
  const rows = new Map<string, Record<string, string | null>>();
  for (const [path, value] of Object.entries(mine)) {
    const row = rowOf(path);
    const name = row === null ? path : nameOfRow(row);
    const sides: Sides = {
      path,
      was: before.terms[path] ?? null,
      theirs: now.terms[path] ?? null,
      mine: value,
    };
    if (row === null || (row.term !== null && before.rows.has(name) && now.rows.has(name))) {
      items.set(path, termItem(sides, true));
    } else if (row.term === null) {
      const both = [...new Set([...(before.rows.get(path) ?? []), ...(now.rows.get(path) ?? [])])];
      const edited = both.map((term) => ({
        path: term,
        was: before.terms[term] ?? null,
        theirs: now.terms[term] ?? null,
        mine: null,
      }));
      items.set(path, { kind: 'row_removed', path, typed: true, sides: edited, row: {}, keyTaken: false });
    } else {
      const known = items.get(name);
      items.set(name, {
        kind: before.rows.has(name) ? 'row_gone' : 'row_added',
        path: name,
        typed: true,
        sides: [...(known?.sides ?? []), sides],
        row: {},
        keyTaken: before.rows.has(name) || now.rows.has(name),
      });
      rows.set(name, { ...(rows.get(name) ?? fieldsOf(before, name)), [row.term]: value });
    }
  }
  return Array.from(items.values(), (item) => ({
    ...item,
    row: Object.fromEntries(
      Object.entries(rows.get(item.path) ?? {}).flatMap(([term, value]) =>
        value === null ? [] : [[term, value] as const],
      ),
    ),
  }));
}

function termItem(sides: Sides, typed: boolean): Item {
  return { kind: 'term', path: sides.path, typed, sides: [sides], row: {}, keyTaken: false };
}

function fieldsOf(state: State, row: string): Record<string, string | null> {
  const paths = state.rows.get(row) ?? [];
  return Object.fromEntries(paths.map((path) => [path.slice(row.length + 1), state.terms[path] ?? null]));
}

function isDone(item: Item, now: State, typeOf: TypeOf): boolean {
  return item.kind === 'row_removed'
    ? isAlreadySo(now, item.path, null, typeOf)
    : item.sides.every(({ path, mine }) => isAlreadySo(now, path, mine, typeOf));
}

/** A row that comes or goes bears on each of its terms. */
function termsOf(item: Item, before: State, now: State): string[] {
  const own = item.sides.map(({ path }) => path);
  return item.kind === 'row_removed'
    ? [...own, ...(before.rows.get(item.path) ?? []), ...(now.rows.get(item.path) ?? [])]
    : own;
}

type Asked = { item: Item; bonds: readonly string[] };

/** Items that share a bond, directly or through others, in the order in which the first of them came. */
function tiedTogether(asked: readonly Asked[]): Asked[][] {
  const leader = new Map<string, string>();
  const find = (bond: string): string => {
    let at = bond;
    for (let up = leader.get(at); up !== undefined; up = leader.get(at)) {
      at = up;
    }
    return at;
  };
  for (const { bonds } of asked) {
    const [first, ...rest] = bonds.map(find);
    rest.forEach((other) => {
      if (first !== undefined && find(other) !== first) {
        leader.set(find(other), first);
      }
    });
  }
  const groups = new Map<string, Asked[]>();
  for (const one of asked) {
    const [bond = one.item.path] = one.bonds;
    const id = find(bond);
    groups.set(id, [...(groups.get(id) ?? []), one]);
  }
  return [...groups.values()];
}

function groupOf(
  members: readonly Asked[],
  changed: readonly string[],
  sidesOf: (path: string) => Sides,
  typeOf: TypeOf,
): Group {
  const bonds = new Set(members.flatMap((member) => member.bonds));
  const items = members.map((member) => member.item);
  const typed = new Set(items.flatMap((item) => [item.path, ...item.sides.map(({ path }) => path)]));
  const mine = new MySide(typed, bonds);
  const back = changed
    .filter((path) => !typed.has(path) && mine.takesBack(path))
    .map(sidesOf)
    .filter(({ path, theirs, mine }) => !sameValue(typeOf(path), theirs, mine))
    .map((sides) => termItem(sides, false));
  const mentioned = new Set([...typed, ...back.map(({ path }) => path)]);
  const alongside = changed
    .filter((path) => !mentioned.has(path) && isAlongside(path, bonds))
    .map((path) => ({ ...sidesOf(path), mine: null }));
  const kind = bonds.has('account')
    ? 'account'
    : bonds.has('figures')
      ? 'figures'
      : items.length === 1 && items[0]?.kind === 'term'
        ? 'single'
        : 'row';
  return { id: items[0]?.path ?? '', kind, items: [...items, ...back], alongside };
}

/**
 * My side of an account is the whole account, and my side of the figures of a line, of a VAT row or of the totals is
 * all of them as I had them before me: never half of each. Texts, and lines that I did not touch, stay theirs.
 */
class MySide {
  readonly #rowsWithFigures: ReadonlySet<string>;
  readonly #totals: boolean;

  constructor(
    private readonly typed: ReadonlySet<string>,
    private readonly bonds: ReadonlySet<string>,
  ) {
    this.#rowsWithFigures = new Set(
      [...typed].flatMap((path) => {
        const row = rowOf(path);
        return row?.term != null && hasFigure(row) ? [nameOfRow(row)] : [];
      }),
    );
    this.#totals = bonds.has('figures') && [...typed].some((path) => FED_TOTALS.has(path));
  }

  takesBack(path: string): boolean {
    if (PAYMENT_ACCOUNT.has(path)) {
      return this.bonds.has('account');
    }
    const row = rowOf(path);
    return row === null
      ? this.#totals && FED_TOTALS.has(path)
      : // A row that comes or goes as a whole brings its terms itself.
        hasFigure(row) && this.#rowsWithFigures.has(nameOfRow(row)) && !this.typed.has(nameOfRow(row));
  }
}

function hasFigure(row: RowPath | null): boolean {
  return isLineFigure(row) || isVatFigure(row);
}

function isAlongside(path: string, bonds: ReadonlySet<string>): boolean {
  const row = rowOf(path);
  return (
    (row !== null && bonds.has(`row ${nameOfRow(row)}`)) ||
    (bonds.has('figures') && (FED_TOTALS.has(path) || hasFigure(row)))
  );
}

/** What the others' side of an item is at the moment. */
export function theirStateOf(item: Item): string {
  return JSON.stringify(item.sides.map(({ path, theirs }) => [path, theirs]));
}

/** The choice that still holds, null where I am (again) to be asked. */
export function choiceFor(item: Item, { items }: Choices): Choice | null {
  const choice = items[item.path];
  return choice === undefined || (choice.side !== 'typed' && choice.seen !== theirStateOf(item))
    ? null
    : choice;
}

/** I chose, and then the others changed it once more. */
export function isAskedAgain(item: Item, choices: Choices): boolean {
  return choices.items[item.path] !== undefined && choiceFor(item, choices) === null;
}

export function isSettled(group: Group, choices: Choices): boolean {
  return group.items.every((item) => choiceFor(item, choices) !== null);
}

export function choose(choices: Choices, items: readonly Item[], side: 'theirs' | 'mine'): Choices {
  const chosen = items.map((item) => [item.path, { side, seen: theirStateOf(item) }] as const);
  return { ...choices, items: { ...choices.items, ...Object.fromEntries(chosen) } };
}

/** Mine over theirs: what I typed here and what I left out stays as I said; everything else that is asked is mine. */
export function mineOver(merged: Merge, choices: Choices): Choices {
  const items = merged.asks.flatMap((group) => group.items);
  return choose(
    choices,
    items.filter((item) => choiceFor(item, choices)?.side !== 'typed'),
    'mine',
  );
}

export function chooseAll(merged: Merge, side: 'theirs' | 'mine'): Choices {
  return choose(
    NO_CHOICES,
    merged.asks.flatMap((group) => group.items),
    side,
  );
}

/**
 * What to change on the others' version: what applies cleanly and was not left out, and my answers. An item that was
 * not answered yet stays theirs. `keyFor` gives a key to a row that cannot come under its own.
 */
export function resolve(merged: Merge, choices: Choices, keyFor: (row: string) => string): Edits {
  const typed: Record<string, string> = {};
  const addedRows: string[] = [];
  const removedRows: string[] = [];
  const apply = (item: Item) => {
    if (item.kind === 'term') {
      typed[item.path] = item.sides[0]?.mine ?? '';
    } else if (item.kind === 'row_removed') {
      removedRows.push(item.path);
    } else {
      const row = item.keyTaken ? keyFor(item.path) : item.path;
      addedRows.push(row);
      for (const [term, value] of Object.entries(item.row)) {
        typed[`${row}.${term}`] = value;
      }
    }
  };
  merged.clean.filter((item) => !choices.left.includes(item.path)).forEach(apply);
  for (const item of merged.asks.flatMap((group) => group.items)) {
    const choice = choiceFor(item, choices);
    if (choice?.side === 'mine') {
      apply(item);
    } else if (choice?.side === 'typed') {
      typed[item.path] = choice.text;
    }
  }
  return { ...NO_EDITS, typed, addedRows, removedRows };
}
