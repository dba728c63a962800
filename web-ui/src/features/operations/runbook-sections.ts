/** The runbook as the page shows it: the little of Markdown that docs/runbook.md is written in. */

export type Piece =
  { kind: 'text' | 'code' | 'emphasis'; text: string } | { kind: 'link'; text: string; to: string };

export type Block = { kind: 'paragraph'; pieces: Piece[] } | { kind: 'list'; items: Piece[][] };

export interface Section {
  /** The alert's name. */
  name: string;
  blocks: Block[];
}

const PIECE = /`([^`]+)`|\*([^*]+)\*|\[([^\]]+)\]\(([^)]+)\)/g;

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(PIECE)) {
    const [all, code, emphasis, label, to] = match;
    pieces.push({ kind: 'text', text: text.slice(end, match.index) });
    end = match.index + all.length;
    if (code !== undefined) {
      pieces.push({ kind: 'code', text: code });
    } else if (emphasis !== undefined) {
      pieces.push({ kind: 'emphasis', text: emphasis });
    } else if (label !== undefined && to !== undefined) {
      // Other pages of the documentation stand beside the program, not in it.
      pieces.push(
        to.startsWith('#')
          ? { kind: 'link', text: label, to }
          : { kind: 'text', text: `${label} (docs/${to})` },
      );
    }
  }
  pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces.filter((piece) => piece.text !== '');
}

function blockOf(lines: string): Block {
  return lines.startsWith('- ')
    ? {
        kind: 'list',
        items: lines
          .split(/^- /m)
          .slice(1)
          .map((item) => piecesOf(item.trim())),
      }
    : { kind: 'paragraph', pieces: piecesOf(lines.replaceAll('\n', ' ')) };
}

/** The sections of the alerts; what stands before the first is for readers of the repository. */
export function sectionsOf(markdown: string): Section[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [name = '', ...blocks] = section.trim().split(/\n\n+/);
      return { name, blocks: blocks.map(blockOf) };
    });
}
