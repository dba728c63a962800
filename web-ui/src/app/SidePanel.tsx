import { CloseButton } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import classes from './SidePanel.module.css';

export type Side = 'comments' | 'history';

export function isSide(text: string | null): text is Side {
  return text === 'comments' || text === 'history';
}

interface SideTabsProps {
  names: Readonly<Record<Side, string>>;
  open: Side | null;
  onOpen: (side: Side | null) => void;
}

/** Stands in the header of the review: what is open beside the form, and how to open it. */
export function SideToggles({ names, open, onOpen }: SideTabsProps) {
  return (
    <span className={classes['toggles']}>
      {SIDES.map((side) => (
        <button
          key={side}
          type="button"
          className={classes['toggle']}
          aria-pressed={open === side}
          onClick={() => onOpen(open === side ? null : side)}
          data-testid={side}
        >
          {names[side]}
        </button>
      ))}
    </span>
  );
}

const SIDES: readonly Side[] = ['comments', 'history'];

interface SidePanelProps {
  names: Readonly<Record<Side, string>>;
  open: Side;
  onOpen: (side: Side | null) => void;
  children: ReactNode;
}

export function SidePanel({ names, open, onOpen, children }: SidePanelProps) {
  const id = useId();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes from anywhere inside
    <aside
      className={classes['panel']}
      aria-label="Comments and history"
      data-testid="side-panel"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) {
          onOpen(null);
        }
      }}
    >
      <header className={classes['head']}>
        <div role="tablist" aria-label="Beside the invoice" className={classes['tabs']}>
          {SIDES.map((side, at) => (
            <button
              key={side}
              type="button"
              role="tab"
              id={`${id}-${side}`}
              aria-selected={open === side}
              aria-controls={`${id}-panel`}
              tabIndex={open === side ? 0 : -1}
              className={classes['tab']}
              onClick={() => onOpen(side)}
              onKeyDown={(event) => {
                if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
                  const other = SIDES[1 - at] ?? side;
                  onOpen(other);
                  document.getElementById(`${id}-${other}`)?.focus();
                }
              }}
              data-testid={`${side}-tab`}
            >
              {names[side]}
            </button>
          ))}
        </div>
        <CloseButton
          size="sm"
          aria-label="Close this panel"
          onClick={() => onOpen(null)}
          data-testid="side-close"
        />
      </header>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${open}`}
        className={classes['content']}
      >
        {children}
      </div>
    </aside>
  );
}
