import { describe, expect, it } from 'vitest';
import { retryDelay } from './connection';

describe('trying to reconnect', () => {
  it('waits longer after each failure, up to a ceiling', () => {
    const latest = () => 1;
    expect([0, 1, 2, 3, 20].map((failures) => retryDelay(failures, latest))).toEqual([
      500, 1000, 2000, 4000, 20_000,
    ]);
  });

  it('spreads the tries of many browsers', () => {
    expect(retryDelay(3, () => 0)).toBe(2000);
    expect(retryDelay(3, () => 0.5)).toBe(3000);
  });
});
