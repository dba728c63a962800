// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import type { Mention } from '@/api/types';
import { idOf, joined, ReadMentions } from './read-mentions';

function mention(number: number, minute: number): Mention {
  return { invoice_id: 'i1', number, actor: 'ben', at: `2026-11-21T10:${minute}:00Z`, text: '@anna' };
}

describe('mentions', () => {
  beforeEach(() => localStorage.clear());

  it('are told once, newest first, also where the push is ahead of the list', () => {
    const all = joined([mention(2, 44), mention(1, 42)], [mention(1, 42), mention(0, 40)]);
    expect(all.map(({ number }) => number)).toEqual([2, 1, 0]);
  });

  it('stay read for the one who read them', () => {
    new ReadMentions('anna').add([idOf(mention(1, 42))]);
    expect(new ReadMentions('anna').get().has('i1/1')).toBe(true);
    expect(new ReadMentions('ben').get().size).toBe(0);
  });

  it('are as unread as before where the store holds something else', () => {
    localStorage.setItem('countersign.mentions-read/anna', '{');
    expect(new ReadMentions('anna').get().size).toBe(0);
  });
});
