import { CloseButton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import classes from './Frame.module.css';

const KEYS: readonly [string, readonly [string, string][]][] = [
  [
    'Everywhere',
    [
      ['/', 'Search invoices'],
      ['?', 'Show or hide these keys'],
    ],
  ],
  [
    'Queue',
    [
      ['j  k', 'Next, previous invoice'],
      ['Enter', 'Open the invoice'],
      ['c', 'Claim it, or give it back; somebody else’s: take over'],
      ['x', 'Tick it for approving several at once (approvers)'],
      ['Shift+X', 'Tick all from the last ticked one to here'],
    ],
  ],
  [
    'Audit',
    [
      ['j  k', 'Next, previous event'],
      ['Enter', 'Open the invoice at that version'],
    ],
  ],
  [
    'Review',
    [
      ['Ctrl+S', 'Save'],
      ['Ctrl+Shift+S', 'Save and open the next invoice; after the last, the queue'],
      ['Ctrl+↓', 'Next term that was read with low confidence'],
      ['Ctrl+Enter', 'I have seen what changed'],
      ['Ctrl+Alt+M', 'Comment on the field'],
      ['Alt+Backspace', 'Put the field back as it was'],
      ['Ctrl+V', 'Put copied work back into the form'],
      ['Esc', 'Close a panel'],
    ],
  ],
  [
    'Conflict',
    [
      ['t', 'Take theirs'],
      ['m', 'Keep mine'],
      ['Ctrl+S', 'Save the merged invoice'],
      ['Esc', 'Back to my draft'],
    ],
  ],
  [
    'History',
    [
      ['← →', 'On the slider: one version back or on'],
      ['PgDn PgUp', 'On the slider: a tenth of them all'],
      ['Home End', 'On the slider: as received, the newest'],
    ],
  ],
  [
    'Comments',
    [
      ['@', 'Mention somebody; arrows and Enter choose'],
      ['Ctrl+Enter', 'Send the comment'],
    ],
  ],
];

export function KeysPanel({ onClose }: { onClose: () => void }) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement) {
        before.focus();
      }
    };
  }, []);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes from anywhere inside
    <section
      ref={panel}
      className={classes['keys']}
      aria-labelledby="keys-title"
      tabIndex={-1}
      data-testid="keys"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          onClose();
        }
      }}
    >
      <div className={classes['keysHead']}>
        <h2 id="keys-title">Keys</h2>
        <CloseButton size="sm" aria-label="Close" onClick={onClose} />
      </div>
      {KEYS.map(([where, keys]) => (
        <div key={where}>
          <h3>{where}</h3>
          <dl>
            {keys.map(([key, what]) => (
              <div key={key} style={{ display: 'contents' }}>
                <dt>
                  <kbd className="key">{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </section>
  );
}
