import { describe, expect, it } from 'vitest';
import { backOff } from './back-off';

const PACE = { first: 1_000, slowest: 20_000 };

describe('trying again', () => {
  it('waits longer after each failure, up to a ceiling', () => {
    const latest = () => 1;
    expect([0, 1, 2, 3, 50].map((failures) => backOff(failures, PACE, latest))).toEqual([
      1_000, 2_000, 4_000, 8_000, 20_000,
    ]);
  });

  it('spreads the tries of many browsers', () => {
    expect(backOff(3, PACE, () => 0)).toBe(4_000);
    expect(backOff(3, PACE, () => 0.5)).toBe(6_000);
  });
});
