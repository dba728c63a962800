import { Button, Skeleton } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Problem, WireChanges } from '@/api/types';
import { showClock } from '@/terms/dates';
import type { NewsEntry } from '@/api/news';
import { count, listOf } from '@/ui/words';
import { FindingsAfter } from '@/ui/FindingsAfter';
import classes from './conflict.module.css';
import type { MyWork } from './copy-my-work';
import { CopyMyWork } from './CopyMyWork';
import { ForceForm } from './ForceForm';
import { LookAgain } from './LookAgain';
import { isSettled, type Choices, type Merge } from './merge';
import { MergeQuestions } from './MergeQuestions';
import type { Words } from './words';

/** My work beside the version that it is to go onto. */
export type Merging = {
  version: number;
  merged: Merge;
  choices: Choices;
  changes: WireChanges;
  /** What goes out where I put mine over theirs: a path for each line and each other term. */
  forced: readonly string[];
};

interface ConflictDialogProps {
  invoiceId: string;
  /** What my work was typed on. */
  editedVersion: number;
  currentVersion: number;
  /** Decisions of others in between, as far as they are known. */
  decisions: readonly NewsEntry[];
  /** Null where there is nothing of mine to merge: a refused approval, rejection or hold. */
  work: MyWork | null;
  /** Null while the newest version is still on its way. */
  merging: Merging | null;
  problem: Problem | null;
  words: Words;
  /** The dialog answers what a person just did; otherwise whoever types elsewhere is left alone. */
  takesFocus: boolean;
  mayForce: boolean;
  refreshing: boolean;
  onChoices: (choices: Choices) => void;
  onSave: () => void;
  onForce: (reason: string) => void;
  onRefresh: () => void;
  onClose: () => void;
}

/** Somebody was faster. Nothing is lost: this says what happened, and asks only about what both touched. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { merging, work, decisions, words, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [forcing, setForcing] = useState(false);
  const [told, setTold] = useState('');
  const news = useNewsSinceOpened(merging?.version ?? null, decisions, words);
  const open = merging?.merged.asks.filter((group) => !isSettled(group, merging.choices)) ?? [];

  const focus = (selector: string) =>
    dialog.current?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: false });
  const goTo = (group: string | undefined) =>
    focus(group === undefined ? '[data-testid="save-merged"]' : `[data-group="${CSS.escape(group)}"]`);
  useFocus(dialog, props.takesFocus, merging !== null || work === null, () =>
    work === null ? focus('[data-testid="refresh-latest"]') : goTo(open[0]?.id),
  );

  const save = () => {
    if (merging === null) {
      return;
    }
    if (open.length > 0) {
      setTold(`${count(open.length, 'question')} still open.`);
      goTo(open[0]?.id);
    } else if (dialog.current?.querySelector('input[aria-invalid="true"]') != null) {
      focus('input[aria-invalid="true"]');
    } else {
      props.onSave();
    }
  };
  useSaveKey(save);

  const who = [...new Map(decisions.map((entry) => [entry.actor, entry])).values()];
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes from anywhere inside
    <dialog
      ref={dialog}
      open
      tabIndex={-1}
      className={classes['dialog']}
      aria-labelledby="conflict-title"
      aria-describedby="conflict-message"
      data-testid="conflict-dialog"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onClose();
        }
      }}
    >
      <header className={classes['dialogHead']}>
        <h2 id="conflict-title">Your session is out of date</h2>
        <span data-testid="conflict-versions">
          you edited v{props.editedVersion}, current is v{props.currentVersion}
          {who.length > 0 && ` (${listOf(who.map(({ actor, at }) => `${actor} ${showClock(at)}`))})`}
        </span>
      </header>
      <div className={classes['dialogBody']}>
        <p id="conflict-message" data-testid="conflict-message">
          {messageFor(props)}
        </p>
        <p className={classes['news']} role="status" data-testid="conflict-news">
          {news}
        </p>
        {work === null ? (
          <LookAgain problem={props.problem} words={words} />
        ) : merging === null ? (
          <div className={classes['waiting']} aria-busy="true" aria-label="Getting the newest version">
            <Skeleton height={18} width="60%" animate={false} />
            <Skeleton height={54} animate={false} />
          </div>
        ) : (
          <MergeQuestions
            merged={merging.merged}
            choices={merging.choices}
            decisions={decisions}
            words={words}
            onChoices={(choices) => {
              setTold('');
              props.onChoices(choices);
            }}
            onAnswered={(answered, choices) => {
              const { asks } = merging.merged;
              const at = asks.findIndex(({ id }) => id === answered.id);
              const inTurn = [...asks.slice(at + 1), ...asks.slice(0, at)];
              goTo(inTurn.find((group) => !isSettled(group, choices))?.id);
            }}
          />
        )}
      </div>
      {merging !== null && work !== null && (
        <div className={classes['findings']}>
          <FindingsAfter
            invoiceId={props.invoiceId}
            version={merging.version}
            changes={merging.changes}
            isPartial={open.length > 0}
          />
        </div>
      )}
      {forcing && merging !== null ? (
        <ForceForm
          saves={merging.forced.map(words.nameOf)}
          over={merging.merged.asks.flatMap(({ items }) => items.map(({ path }) => words.nameOf(path)))}
          left={merging.choices.left.map(words.nameOf)}
          onForce={props.onForce}
          onCancel={() => {
            // The button that has the focus next is not there before.
            flushSync(() => setForcing(false));
            focus('[data-testid="force"]');
          }}
        />
      ) : (
        <footer className={classes['buttons']}>
          {merging !== null && work !== null && (
            <Button
              onClick={save}
              data-ready={open.length === 0 || undefined}
              variant={open.length === 0 ? 'filled' : 'default'}
              rightSection={<kbd className="key wide-only">ctrl+s</kbd>}
              data-testid="save-merged"
            >
              {Object.keys(merging.changes).length === 0 && open.length === 0
                ? `Go on with v${merging.version}`
                : `Save merged as v${merging.version + 1}`}
            </Button>
          )}
          <Button
            variant={work === null ? 'subtle' : 'default'}
            onClick={onClose}
            data-testid="conflict-close"
          >
            Back to my draft
          </Button>
          <Button
            variant={work === null ? 'filled' : 'default'}
            onClick={props.onRefresh}
            loading={props.refreshing}
            data-testid="refresh-latest"
          >
            Refresh to get latest
          </Button>
          {work !== null && <CopyMyWork work={work} nameOf={words.nameOf} />}
          <span className={classes['told']} role="status" data-testid="conflict-told">
            {told}
          </span>
          {props.mayForce && merging !== null && merging.merged.asks.length > 0 && (
            <Button variant="subtle" onClick={() => setForcing(true)} data-testid="force">
              Save mine over theirs…
            </Button>
          )}
        </footer>
      )}
    </dialog>
  );
}

function messageFor({ work, merging, problem, currentVersion }: ConflictDialogProps): string {
  if (work === null) {
    return 'Another session made changes, so nothing was decided. Look at what changed, then decide again.';
  }
  if (merging === null) {
    return `Getting v${currentVersion}. What you typed is still here.`;
  }
  const saved = problem === null ? '' : 'Another session made changes, so nothing was saved. ';
  const { clean, asks } = merging.merged;
  if (asks.length > 0) {
    return `${saved}What only you touched applies; what both touched asks.`;
  }
  return clean.length > 0
    ? `${saved}Nobody else touched what you changed: save it on the new version.`
    : `${saved}Others made the same changes already.`;
}

/** A version that comes while the dialog stands: what is on screen goes on to it, and this says so. */
function useNewsSinceOpened(version: number | null, decisions: readonly NewsEntry[], words: Words): string {
  const [first, setFirst] = useState(version);
  if (first === null && version !== null) {
    setFirst(version);
  }
  if (first === null || version === null || version <= first) {
    return '';
  }
  const since = decisions.filter((entry) => entry.review_version > first);
  const who = listOf([...new Set(since.map(({ actor }) => actor))]);
  const what = listOf([...new Set(since.flatMap((entry) => entry.changed_terms))].map(words.nameOf));
  return `${who === '' ? 'Somebody' : who} saved v${version} meanwhile${what === '' ? '' : `: ${what}`}. Your answers are kept; what changed again is asked again.`;
}

const WAY_IN = '[data-testid="review-merge"]';

/** Beside the form, not over it: what was typed stays in sight, and the focus goes back where it was. */
function useFocus(
  dialog: React.RefObject<HTMLDialogElement | null>,
  takes: boolean,
  ready: boolean,
  onReady: () => void,
): void {
  const enter = useEffectEvent(() => (ready ? onReady() : dialog.current?.focus({ preventScroll: true })));
  const becomeReady = useEffectEvent(() => {
    // Whoever went elsewhere while the newest version was on its way stays there.
    if (takes && document.activeElement === dialog.current) {
      onReady();
    }
  });
  useEffect(() => {
    if (!takes) {
      return undefined;
    }
    const before = document.activeElement;
    enter();
    return () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) {
          // The button of the banner that the dialog stands in for was gone by then; the one that is back is new.
          const stays = before instanceof HTMLElement && before !== document.body && before.isConnected;
          const back = stays ? before : document.querySelector<HTMLElement>(WAY_IN);
          back?.focus({ preventScroll: true });
        }
      });
    };
  }, [takes]);
  useEffect(() => {
    if (ready) {
      becomeReady();
    }
  }, [ready]);
}

/** Wherever the focus is, Ctrl+S means what the dialog asks about, not the draft under it. */
function useSaveKey(onSave: () => void): void {
  const save = useEffectEvent(onSave);
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
        event.preventDefault();
        save();
      }
    };
    document.addEventListener('keydown', listener, { capture: true });
    return () => document.removeEventListener('keydown', listener, { capture: true });
  }, []);
}
