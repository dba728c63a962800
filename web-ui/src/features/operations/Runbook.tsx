import { Fragment, useEffect } from 'react';
import { Link, useLocation } from 'react-router';
import markdown from '../../../../docs/runbook.md?raw';
import { sectionsOf, type Piece } from './runbook-sections';
import classes from './operations.module.css';

const SECTIONS = sectionsOf(markdown);

/** What to do about each alert, at hand where it is needed: the runbook of the release that runs. */
export default function Runbook() {
  const { hash } = useLocation();
  useEffect(() => {
    const section = document.getElementById(hash.slice(1));
    section?.scrollIntoView();
    section?.focus({ preventScroll: true });
  }, [hash]);
  return (
    <div className={classes['page']} data-testid="runbook">
      <title>Runbook · Countersign</title>
      <Link to="/operations">‹ Operations</Link>
      <h1>Runbook</h1>
      {SECTIONS.map(({ name, blocks }) => (
        <section
          key={name}
          id={name.toLowerCase()}
          className={classes['runbook']}
          data-here={hash === `#${name.toLowerCase()}` || undefined}
          aria-label={name}
          tabIndex={-1}
        >
          <h2>{name}</h2>
          {blocks.map((block, at) =>
            block.kind === 'paragraph' ? (
              <p key={at}>
                <Pieces of={block.pieces} />
              </p>
            ) : (
              <ul key={at}>
                {block.items.map((item, number) => (
                  <li key={number}>
                    <Pieces of={item} />
                  </li>
                ))}
              </ul>
            ),
          )}
        </section>
      ))}
    </div>
  );
}

function Pieces({ of: pieces }: { of: Piece[] }) {
  return pieces.map((piece, at) => {
    switch (piece.kind) {
      case 'code':
        return <code key={at}>{piece.text}</code>;
      case 'emphasis':
        return <em key={at}>{piece.text}</em>;
      case 'link':
        return (
          <Link key={at} to={{ hash: piece.to }}>
            {piece.text}
          </Link>
        );
      case 'text':
        return <Fragment key={at}>{piece.text}</Fragment>;
    }
  });
}
