/** Reading XML by local names: senders declare namespaces in every way there is. */

export function child(from: Element | null | undefined, ...path: string[]): Element | null {
  let at: Element | null = from ?? null;
  for (const name of path) {
    at = at === null ? null : (Array.from(at.children).find((element) => element.localName === name) ?? null);
  }
  return at;
}

export function children(from: Element | null | undefined, name: string): Element[] {
  return Array.from(from?.children ?? []).filter((element) => element.localName === name);
}

export function text(from: Element | null | undefined, ...path: string[]): string | null {
  const found = child(from, ...path)?.textContent.trim() ?? '';
  return found === '' ? null : found;
}

export function all(from: Element | null | undefined, name: string, ...path: string[]): string[] {
  return children(from, name).flatMap((element) => text(element, ...path) ?? []);
}
