import { describe, expect, it } from 'vitest';
import { hueOf, initialsOf } from './person';

describe('a person at a glance', () => {
  it('has initials', () => {
    expect(['ben', 'anna.visser', 'Åsa Ek', 'x'].map(initialsOf)).toEqual(['BE', 'AV', 'ÅE', 'X']);
  });

  it('has a colour of their own among the people of the demo', () => {
    expect(new Set(['anna', 'ben', 'carol', 'audrey', 'otto'].map(hueOf)).size).toBe(5);
  });
});
