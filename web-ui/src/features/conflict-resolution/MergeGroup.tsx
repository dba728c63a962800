import { Button } from '@mantine/core';
import { useId } from 'react';
import { showClock, showInstant } from '@/terms/dates';
import { authorOf, type NewsEntry } from '@/api/news';
import { hintFor } from '@/terms/value';
import classes from './conflict.module.css';
import { choiceFor, isAskedAgain, isSettled, type Choices, type Group, type Item, type Sides } from './merge';
import type { Words } from './words';

interface MergeGroupProps {
  group: Group;
  choices: Choices;
  decisions: readonly NewsEntry[];
  words: Words;
  onChoose: (items: readonly Item[], side: 'theirs' | 'mine') => void;
  onType: (item: Item, text: string) => void;
}

/** One question: what it was, what others made of it, what I want. */
export function MergeGroup({ group, choices, decisions, words, onChoose, onType }: MergeGroupProps) {
  const id = useId();
  const settled = isSettled(group, choices);
  const [first] = group.items;
  const again = group.items.some((item) => isAskedAgain(item, choices));
  const alone = group.items.length === 1 && first !== undefined;
  // Half of one account and half of another is none; anything else may be answered term by term.
  const apart = !alone && group.kind !== 'account';
  const inForm = isInForm(group, words);
  const who = authorsOf(group, decisions);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- t and m answer for the whole group
    <div
      className={classes['group']}
      role="group"
      // It takes the focus as a whole, for its keys.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-again`}
      data-settled={settled || undefined}
      data-group={group.id}
      data-testid={`group-${group.id}`}
      onKeyDown={(event) => {
        const side = { t: 'theirs', m: 'mine' }[event.key.toLowerCase()];
        const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
        if (plain && !(event.target instanceof HTMLInputElement) && (side === 'theirs' || side === 'mine')) {
          event.preventDefault();
          onChoose(group.items, side);
        }
      }}
    >
      <header className={classes['groupHead']}>
        <h4 id={`${id}-name`}>
          {nameOf(group, words)}
          {settled && <span className={classes['tick']}> ✓</span>}
        </h4>
        <span id={`${id}-again`} className={classes['again']}>
          {again && 'Changed again since you chose: look once more.'}
        </span>
        <div className={classes['sides']}>
          <SideButton side="theirs" group={group} choices={choices} inForm={inForm} onChoose={onChoose} />
          <SideButton side="mine" group={group} choices={choices} inForm={inForm} onChoose={onChoose} />
        </div>
      </header>
      <div className={classes['tableScroll']}>
        <table className={classes['three']}>
          <thead>
            <tr>
              {!alone && <th scope="col">Term</th>}
              <th scope="col">was</th>
              <th scope="col">
                {who.length === 0
                  ? inForm
                    ? 'in the form'
                    : 'theirs'
                  : who.map(({ actor, at }, index) => (
                      <span key={actor} title={showInstant(at)}>
                        {index > 0 && ', '}
                        {actor} ({showClock(at)})
                      </span>
                    ))}
                {who.length > 0 && inForm && ', in the form'}
              </th>
              <th scope="col">you</th>
              {group.items.some(({ kind }) => kind === 'term') && <th scope="col">or</th>}
            </tr>
          </thead>
          <tbody>
            {group.items.map((item) => (
              <ItemRow
                key={item.path}
                item={item}
                named={!alone}
                apart={apart}
                choices={choices}
                words={words}
                onChoose={onChoose}
                onType={onType}
              />
            ))}
          </tbody>
        </table>
      </div>
      {group.alongside.length > 0 && (
        <p className={classes['alongside']}>
          Beside it, and staying:{' '}
          {group.alongside.slice(0, 6).map((sides, index) => (
            <span key={sides.path}>
              {index > 0 && ' · '}
              {words.nameOf(sides.path)} {words.show(sides.path, sides.was)} →{' '}
              {words.show(sides.path, sides.theirs)}
            </span>
          ))}
          {group.alongside.length > 6 && ` and ${group.alongside.length - 6} more`}
        </p>
      )}
    </div>
  );
}

function nameOf(group: Group, words: Words): string {
  const [first] = group.items;
  switch (group.kind) {
    case 'account':
      return 'Payment account: one side for all of it';
    case 'figures':
      return group.items.length === 1 && first !== undefined
        ? words.nameOf(first.path)
        : 'Amounts that go together';
    default:
      return first === undefined
        ? ''
        : words.nameOf(group.items.length === 1 ? first.path : rowNameOf(first));
  }
}

function rowNameOf(item: Item): string {
  return item.kind === 'term' ? item.path.split('.').slice(0, 2).join('.') : item.path;
}

function authorsOf(group: Group, decisions: readonly NewsEntry[]): NewsEntry[] {
  const paths = [...group.items, ...group.alongside].map(({ path }) => path);
  const found = paths.flatMap((path) => authorOf(decisions, path) ?? []);
  return [...new Map(found.map((entry) => [entry.actor, entry])).values()];
}

function isInForm(group: Group, words: Words): boolean {
  return group.items.some((item) => item.sides.some(({ path }) => words.isInForm(path)));
}

interface SideButtonProps {
  side: 'theirs' | 'mine';
  group: Group;
  choices: Choices;
  inForm: boolean;
  onChoose: MergeGroupProps['onChoose'];
}

const SIDE_NAMES = { theirs: 'take theirs', mine: 'keep mine' };
const SIDE_NAMES_IN_FORM = { theirs: 'leave the form', mine: 'take the kept' };

function SideButton({ side, group, choices, inForm, onChoose }: SideButtonProps) {
  const pressed = group.items.every((item) => choiceFor(item, choices)?.side === side);
  return (
    <Button
      size="compact-xs"
      variant={pressed ? 'filled' : 'default'}
      aria-pressed={pressed}
      onClick={() => onChoose(group.items, side)}
      rightSection={<kbd className="key wide-only">{side === 'theirs' ? 't' : 'm'}</kbd>}
      data-testid={`${side}-${group.id}`}
    >
      {(inForm ? SIDE_NAMES_IN_FORM : SIDE_NAMES)[side]}
    </Button>
  );
}

interface ItemRowProps {
  item: Item;
  named: boolean;
  apart: boolean;
  choices: Choices;
  words: Words;
  onChoose: MergeGroupProps['onChoose'];
  onType: MergeGroupProps['onType'];
}

function ItemRow({ item, named, apart, choices, words, onChoose, onType }: ItemRowProps) {
  const choice = choiceFor(item, choices);
  const typed = choice?.side === 'typed' ? choice.text : '';
  const hint = hintFor(words.typeOf(item.path), typed);
  const name = words.nameOf(item.path);
  const cell = (side: 'theirs' | 'mine') =>
    apart ? (
      <button
        type="button"
        className={classes['pick']}
        aria-pressed={choice?.side === side}
        onClick={() => onChoose([item], side)}
        data-testid={`pick-${side}-${item.path}`}
      >
        <Side item={item} side={side} words={words} />
      </button>
    ) : (
      <Side item={item} side={side} words={words} />
    );
  return (
    <tr data-choice={choice?.side} data-testid={`ask-${item.path}`}>
      {named && <th scope="row">{name}</th>}
      <td>
        <Side item={item} side="was" words={words} />
      </td>
      <td data-side="theirs">{cell('theirs')}</td>
      <td data-side="mine">{cell('mine')}</td>
      {item.kind === 'term' && (
        <td>
          <input
            className={classes['free']}
            aria-label={`${name}: another value`}
            aria-invalid={hint !== null}
            title={hint ?? undefined}
            value={typed}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onType(item, event.currentTarget.value)}
            data-testid={`free-${item.path}`}
          />
          {hint !== null && <span className={classes['hint']}>{hint}</span>}
        </td>
      )}
    </tr>
  );
}

function Side({ item, side, words }: { item: Item; side: 'was' | 'theirs' | 'mine'; words: Words }) {
  const [only] = item.sides;
  if (item.kind === 'term' && only !== undefined) {
    return (
      <>
        {words.show(only.path, only[side])}
        {side === 'mine' && !item.typed && <span className={classes['dim']}> as it was</span>}
      </>
    );
  }
  if (side === 'mine' && item.kind === 'row_removed') {
    return <>removed</>;
  }
  if (side === 'theirs' && item.kind === 'row_gone') {
    return <>removed</>;
  }
  if (side !== 'mine' && item.kind === 'row_added') {
    return <>not there</>;
  }
  const told = item.sides.filter((sides) => item.kind !== 'row_removed' || differs(sides));
  return (
    <>
      {side === 'mine' && item.kind === 'row_gone' && <span className={classes['dim']}>put back with </span>}
      {told.length === 0 && <span className={classes['dim']}>stays</span>}
      {told.map((sides, index) => (
        <span key={sides.path}>
          {index > 0 && ' · '}
          {termNameOf(words, sides.path)} {words.show(sides.path, sides[side])}
        </span>
      ))}
    </>
  );
}

function differs({ was, theirs }: Sides): boolean {
  return was !== theirs;
}

/** "quantity" in a cell of line 2. */
function termNameOf(words: Words, path: string): string {
  return words.nameOf(path).replace(/^\D+ (\d+|\(new\)) /, '');
}
