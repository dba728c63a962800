import { describe, expect, it } from 'vitest';
import { silenceLimit } from './connection';

describe('a socket that says nothing', () => {
  it('counts as dead after more than two of the heart-beats that the server promised', () => {
    expect(silenceLimit('10000,10000')).toBe(25_000);
    expect(silenceLimit('30000,0')).toBe(75_000);
    expect(silenceLimit('1000,1000')).toBe(25_000);
  });

  it('is believed where the server promised none', () => {
    expect(silenceLimit('0,10000')).toBe(Infinity);
    expect(silenceLimit(undefined)).toBe(Infinity);
  });
});
