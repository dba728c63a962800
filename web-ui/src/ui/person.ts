const HUES = 8;

/** One colour a person, the same for everybody who looks. */
export function hueOf(user: string): number {
  let hash = 5;
  for (const letter of user) {
    hash = (hash * 33 + (letter.codePointAt(0) ?? 0)) % 65_521;
  }
  return Math.floor(hash / 16) % HUES;
}

/** "AV" for anna.visser, "BE" for ben. */
export function initialsOf(user: string): string {
  const [first = '', second] = user.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
  const letters = second === undefined ? first.slice(0, 2) : first.slice(0, 1) + second.slice(0, 1);
  return letters.toUpperCase();
}
