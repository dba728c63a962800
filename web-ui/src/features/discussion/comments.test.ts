// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { Comment } from '@/api/types';
import { withComment } from './comments';

function comment(number: number, part: Partial<Comment> = {}): Comment {
  return { number, actor: 'anna', at: '2026-11-21T10:42:00Z', text: 'ok', term: null, mentions: [], ...part };
}

describe('a discussion', () => {
  it('holds each comment once, in order, whoever tells of it first', () => {
    expect(withComment([comment(0), comment(2)], comment(1)).map(({ number }) => number)).toEqual([0, 1, 2]);
    expect(withComment([comment(0)], comment(0, { text: 'again' }))).toHaveLength(1);
  });
});
