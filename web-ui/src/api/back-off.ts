/** Doubles with each failure up to a ceiling, and spreads the tries, so that a restart is not met by everybody at once. */
export function backOff(
  failures: number,
  { first, slowest }: { first: number; slowest: number },
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(slowest, first * 2 ** Math.min(failures, 20));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
