import { describe, expect, it } from 'vitest';
import { namingAt, partsOf, suggestionsFor, withName } from './mentions';

describe('writing a name', () => {
  it('begins with an at sign and knows what was typed so far', () => {
    expect(namingAt('ask @be', 7)).toEqual({ from: 5, typed: 'be' });
    expect(namingAt('@', 1)).toEqual({ from: 1, typed: '' });
    expect(namingAt('ask @ben now', 7)).toEqual({ from: 5, typed: 'be' });
  });

  it('is none within a mail address or after a space', () => {
    expect(namingAt('ben@example', 11)).toBeNull();
    expect(namingAt('@ben ', 5)).toBeNull();
  });

  it('suggests others by how their names begin, each once', () => {
    expect(suggestionsFor('', ['carol', 'ben', 'ben', 'anna'], 'anna')).toEqual(['ben', 'carol']);
    expect(suggestionsFor('B', ['carol', 'ben'], 'anna')).toEqual(['ben']);
  });

  it('puts the name in place of what was typed', () => {
    expect(withName('ask @be', { from: 5, typed: 'be' }, 'ben')).toEqual({ text: 'ask @ben ', caret: 9 });
    expect(withName('ask @be now', { from: 5, typed: 'be' }, 'ben')).toEqual({
      text: 'ask @ben now',
      caret: 9,
    });
  });
});

describe('a text with names', () => {
  it('shows where they are', () => {
    expect(partsOf('ask @ben, or @carol.', ['ben', 'carol'])).toEqual([
      { text: 'ask ', user: null },
      { text: '@ben', user: 'ben' },
      { text: ', or ', user: null },
      { text: '@carol', user: 'carol' },
      { text: '.', user: null },
    ]);
  });

  it('takes a longer name for what it is, and no mail address for a name', () => {
    expect(
      partsOf('@ben.smith x@ben @ben', ['ben', 'ben.smith']).filter(({ user }) => user !== null),
    ).toEqual([
      { text: '@ben.smith', user: 'ben.smith' },
      { text: '@ben', user: 'ben' },
    ]);
    expect(partsOf('@benny', ['ben'])).toEqual([{ text: '@benny', user: null }]);
  });
});
