/** What stands before the caret while somebody writes a name: "@be" with "be" typed so far. */
export type Naming = { from: number; typed: string };

export function namingAt(text: string, caret: number): Naming | null {
  const match = /(?:^|[^\p{L}\p{N}_@.+-])@([\p{L}\p{N}_.+@-]*)$/u.exec(text.slice(0, caret));
  const typed = match?.[1];
  return typed === undefined ? null : { from: caret - typed.length, typed };
}

export function suggestionsFor(typed: string, people: readonly string[], me: string): string[] {
  const start = typed.toLowerCase();
  return [...new Set(people)]
    .filter((user) => user !== me && user.toLowerCase().startsWith(start))
    .sort((a, b) => a.localeCompare(b))
    .slice(0, 6);
}

/** The text with the name in place of what was typed of it, and where the caret goes. */
export function withName(
  text: string,
  { from, typed }: Naming,
  user: string,
): { text: string; caret: number } {
  const rest = text.slice(from + typed.length);
  const gap = /^\s/.test(rest) ? '' : ' ';
  return { text: text.slice(0, from) + user + gap + rest, caret: from + user.length + 1 };
}

export type TextPart = { text: string; user: string | null };

/** Who is mentioned, the server says; this only finds where in the text. */
export function partsOf(text: string, mentions: readonly string[]): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  const names = [...mentions].sort((a, b) => b.length - a.length);
  for (const match of text.matchAll(/(?<![\p{L}\p{N}_@.+-])@/gu)) {
    const user = names.find((name) => isNameAt(text, match.index + 1, name));
    if (user !== undefined) {
      parts.push({ text: text.slice(at, match.index), user: null }, { text: `@${user}`, user });
      at = match.index + 1 + user.length;
    }
  }
  parts.push({ text: text.slice(at), user: null });
  return parts.filter((part) => part.text !== '');
}

function isNameAt(text: string, at: number, name: string): boolean {
  // The name goes on where a letter follows, or punctuation within it; a full stop behind it ends the sentence.
  return text.startsWith(name, at) && !/^[.+@-]*[\p{L}\p{N}_]/u.test(text.slice(at + name.length));
}
