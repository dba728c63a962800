import { Checkbox } from '@mantine/core';
import type { NewsEntry } from '@/api/news';
import { listOf } from '@/ui/words';
import classes from './conflict.module.css';
import { choose, isSettled, type Choices, type Group, type Item, type Merge } from './merge';
import { MergeGroup } from './MergeGroup';
import type { Words } from './words';

interface MergeQuestionsProps {
  merged: Merge;
  choices: Choices;
  decisions: readonly NewsEntry[];
  words: Words;
  onChoices: (choices: Choices) => void;
  /** After an answer by key or button: on to what is still open. */
  onAnswered: (group: Group, choices: Choices) => void;
}

export function MergeQuestions({
  merged,
  choices,
  decisions,
  words,
  onChoices,
  onAnswered,
}: MergeQuestionsProps) {
  const { clean, asks, same } = merged;
  const open = asks.filter((group) => !isSettled(group, choices)).length;
  const answer = (group: Group) => (items: readonly Item[], side: 'theirs' | 'mine') => {
    const next = choose(choices, items, side);
    onChoices(next);
    if (isSettled(group, next)) {
      onAnswered(group, next);
    }
  };
  const type = (item: Item, text: string) =>
    onChoices({
      ...choices,
      items:
        text === ''
          ? Object.fromEntries(Object.entries(choices.items).filter(([path]) => path !== item.path))
          : { ...choices.items, [item.path]: { side: 'typed', text } },
    });
  const tick = (path: string, ticked: boolean) =>
    onChoices({
      ...choices,
      left: ticked ? choices.left.filter((left) => left !== path) : [...choices.left, path],
    });
  return (
    <>
      {clean.length > 0 && (
        <section className={classes['part']} aria-labelledby="applies-cleanly">
          <h3 id="applies-cleanly">Applies cleanly ({clean.length})</h3>
          <div className={classes['clean']} data-testid="applies-cleanly">
            {clean.map((item) => (
              <Checkbox
                key={item.path}
                size="xs"
                checked={!choices.left.includes(item.path)}
                onChange={(event) => tick(item.path, event.currentTarget.checked)}
                label={
                  <>
                    {words.nameOf(item.path)} <Change item={item} words={words} />
                  </>
                }
                data-testid={`clean-${item.path}`}
              />
            ))}
          </div>
        </section>
      )}
      {asks.length > 0 && (
        <section className={classes['part']} aria-labelledby="needs-you">
          <h3 id="needs-you" data-testid="needs-you">
            Needs you ({open === asks.length ? open : `${open} of ${asks.length}`})
          </h3>
          {asks.map((group) => (
            <MergeGroup
              key={group.id}
              group={group}
              choices={choices}
              decisions={decisions}
              words={words}
              onChoose={answer(group)}
              onType={type}
            />
          ))}
        </section>
      )}
      {same.length > 0 && (
        <p className={classes['same']} data-testid="already-same">
          Already the same there: {listOf(same.map(words.nameOf), 6)}.
        </p>
      )}
    </>
  );
}

function Change({ item, words }: { item: Item; words: Words }) {
  switch (item.kind) {
    case 'row_removed':
      return <span className={classes['dim']}>removed</span>;
    case 'term':
      return item.sides.map(({ path, theirs, mine }) => (
        <span key={path}>
          <span className={classes['dim']}>{words.show(path, theirs)}</span> → {words.show(path, mine)}
        </span>
      ));
    default:
      return (
        <span className={classes['dim']}>
          {item.sides.map(({ path, mine }) => words.show(path, mine)).join(' · ')}
        </span>
      );
  }
}
