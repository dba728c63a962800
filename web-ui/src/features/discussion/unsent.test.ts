// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { Comment } from '@/api/types';
import { withComment } from './comments';
import { hasArrived, type Unsent } from './unsent';

function comment(number: number, part: Partial<Comment> = {}): Comment {
  return { number, actor: 'anna', at: '2026-11-21T10:42:00Z', text: 'ok', term: null, mentions: [], ...part };
}

const unsent: Unsent = { text: ' ok ', term: null, sent: { key: 'k', after: 2 } };

describe('a comment whose answer was lost', () => {
  it('has arrived once it stands in the discussion', () => {
    expect(hasArrived(unsent, [comment(2)], 'anna')).toBe(true);
  });

  it('is not taken for an older one, for somebody else’s or for one on another term', () => {
    expect(hasArrived(unsent, [comment(1)], 'anna')).toBe(false);
    expect(hasArrived(unsent, [comment(2, { actor: 'ben' })], 'anna')).toBe(false);
    expect(hasArrived(unsent, [comment(2, { term: 'note' })], 'anna')).toBe(false);
  });

  it('has not arrived where it was never sent', () => {
    expect(hasArrived({ ...unsent, sent: null }, [comment(2)], 'anna')).toBe(false);
  });
});

describe('a discussion', () => {
  it('holds each comment once, in order, whoever tells of it first', () => {
    expect(withComment([comment(0), comment(2)], comment(1)).map(({ number }) => number)).toEqual([0, 1, 2]);
    expect(withComment([comment(0)], comment(0, { text: 'again' }))).toHaveLength(1);
  });
});
