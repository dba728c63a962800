import { describe, expect, it } from 'vitest';
import { placeOf, readPlace, writePlace } from './place';

const read = (query: string) => readPlace(new URLSearchParams(query));

describe('the place in the address', () => {
  it.each([
    'version=4',
    'version=4&compare=2',
    'at=2026-11-21T10%3A43%3A00Z',
    'compare=0&at=2026-11-21T10%3A43%3A00Z',
    '',
  ])('is written as it was read: %s', (query) => expect(writePlace(read(query)).toString()).toBe(query));

  it('is the version where there is an instant too', () => {
    expect(read('version=4&at=2026-11-21T10:43:00Z')).toEqual(placeOf(4));
  });

  it('keeps an instant with its distance from UTC, and takes none without', () => {
    expect(read('at=2026-11-21T10:43:00%2B01:00').at.kind).toBe('instant');
    expect(read('at=2026-11-21T10:43').at.kind).toBe('wrong');
    expect(read('at=2026-11-40T10:43:00Z').at.kind).toBe('wrong');
  });

  it.each(['version=x', 'version=-1', 'version=1.5', 'version='])('says what is wrong with %s', (query) => {
    expect(read(query).at.kind).toBe('wrong');
  });

  it('compares with a version or with nothing', () => {
    expect(read('version=4&compare=x').compare).toBeNull();
  });
});
