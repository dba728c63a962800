import { Button, CloseButton } from '@mantine/core';
import classes from './conflict.module.css';

export type Pasted = { kind: 'busy' } | { kind: 'refused'; why: string } | { kind: 'done'; text: string };

interface PasteBarProps {
  pasted: Pasted;
  /** Null where it cannot be taken back (any more) without taking more. */
  onUndo: (() => void) | null;
  onClose: () => void;
}

/** What became of work that was pasted. */
export function PasteBar({ pasted, onUndo, onClose }: PasteBarProps) {
  return (
    <section
      className={classes['kept']}
      data-tone={pasted.kind}
      aria-label="Pasted work"
      data-testid="paste-bar"
    >
      <p className={classes['words']} role={pasted.kind === 'refused' ? 'alert' : 'status'}>
        {pasted.kind === 'busy'
          ? 'Pasting: getting the version that the work was made on …'
          : pasted.kind === 'done'
            ? pasted.text
            : pasted.why}
      </p>
      {onUndo !== null && (
        <Button variant="default" onClick={onUndo} data-testid="undo-paste">
          Undo
        </Button>
      )}
      <CloseButton size="sm" aria-label="Close this message" onClick={onClose} data-testid="close-paste" />
    </section>
  );
}
