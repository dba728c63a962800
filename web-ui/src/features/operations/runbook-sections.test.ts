import { describe, expect, it } from 'vitest';
import markdown from '../../../../docs/runbook.md?raw';
import { piecesOf, sectionsOf } from './runbook-sections';

describe('the runbook', () => {
  it('has what health refers to', () => {
    const names = sectionsOf(markdown).map(({ name }) => name);
    for (const name of [
      'ConnectionsExhausted',
      'DeadLetters',
      'LogAlarm',
      'NodeDown',
      'SideDown',
      'ViewBehind',
    ]) {
      expect(names).toContain(name);
    }
  });

  it('is shown whole, and nothing of how it is written', () => {
    for (const { name, blocks } of sectionsOf(markdown)) {
      expect(blocks[0], name).toMatchObject({ kind: 'paragraph' });
      expect(blocks[1], name).toMatchObject({ kind: 'list' });
      const pieces = blocks.flatMap((block) => (block.kind === 'list' ? block.items.flat() : block.pieces));
      for (const { kind, text } of pieces) {
        expect(kind === 'code' || !/[`\]]|\*|^- /.test(text), `${name}: ${text}`).toBe(true);
      }
    }
  });

  it('links to its own sections, and names other pages', () => {
    expect(piecesOf('see [A](#a), *B*, [c](operations.md#c) or `d`')).toEqual([
      { kind: 'text', text: 'see ' },
      { kind: 'link', text: 'A', to: '#a' },
      { kind: 'text', text: ', ' },
      { kind: 'emphasis', text: 'B' },
      { kind: 'text', text: ', ' },
      { kind: 'text', text: 'c (docs/operations.md#c)' },
      { kind: 'text', text: ' or ' },
      { kind: 'code', text: 'd' },
    ]);
  });
});
