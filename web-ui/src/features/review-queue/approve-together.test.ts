// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { ApprovalItem } from '@/api/decisions-together';
import { NoAnswerError, ProblemError } from '@/api/problem';
import type { ItemResult } from '@/api/types';
import { approveTogether, type Outcome } from './approve-together';

function item(id: string): ApprovalItem {
  return { command_id: `c-${id}`, invoice_id: id, kind: 'approval', expected_review_version: 1 };
}

async function run(ids: string[], answer: (items: readonly ApprovalItem[], attempt: number) => ItemResult[]) {
  const outcomes: Record<string, Outcome> = {};
  const sent: string[][] = [];
  await approveTogether(
    ids.map(item),
    (id, outcome) => {
      outcomes[id] = outcome;
    },
    (items) => {
      sent.push(items.map(({ command_id }) => command_id));
      return Promise.resolve().then(() => answer(items, sent.length));
    },
    () => Promise.resolve(),
  );
  return { outcomes, sent };
}

const approved = (id: string): ItemResult => ({ invoice_id: id, http_status: 200, review_version: 2 });

describe('approving several', () => {
  it('reports each on its own', async () => {
    const { outcomes } = await run(['a', 'b'], () => [
      approved('a'),
      { invoice_id: 'b', http_status: 409, problem: { status: 409, error_code: 'STALE_WRITE' } },
    ]);
    expect(outcomes).toEqual({
      a: { kind: 'approved', version: 2 },
      b: { kind: 'refused', problem: { status: 409, error_code: 'STALE_WRITE' } },
    });
  });

  it('sends the very same again after a lost answer', async () => {
    const { outcomes, sent } = await run(['a'], (_, attempt) => {
      if (attempt === 1) {
        throw new NoAnswerError('lost');
      }
      return [approved('a')];
    });
    expect(sent).toEqual([['c-a'], ['c-a']]);
    expect(outcomes['a']?.kind).toBe('approved');
  });

  it('says that it does not know where no answer comes at all', async () => {
    const { outcomes, sent } = await run(['a'], () => {
      throw new NoAnswerError('lost');
    });
    expect(sent).toHaveLength(4);
    expect(outcomes['a']?.kind).toBe('unanswered');
  });

  it('does not repeat what was refused as a whole', async () => {
    const { outcomes, sent } = await run(['a', 'b'], () => {
      throw new ProblemError({ status: 403 });
    });
    expect(sent).toHaveLength(1);
    expect([outcomes['a']?.kind, outcomes['b']?.kind]).toEqual(['refused', 'refused']);
  });

  it.each([401, 500])('keeps what was answered %d for its person to send again', async (status) => {
    const { outcomes, sent } = await run(['a'], () => {
      throw new ProblemError({ status });
    });
    expect(sent).toHaveLength(1);
    expect(outcomes['a']?.kind).toBe('unanswered');
  });

  it('sends again what came too early, all of it or one', async () => {
    const whole = await run(['a'], (_, attempt) => {
      if (attempt === 1) {
        throw new ProblemError({ status: 429 }, 1_000);
      }
      return [approved('a')];
    });
    expect(whole.outcomes['a']?.kind).toBe('approved');
    const one = await run(['a'], () => [
      { invoice_id: 'a', http_status: 429, problem: { status: 429, error_code: 'RATE_LIMITED' } },
    ]);
    expect(one.outcomes['a']?.kind).toBe('unanswered');
  });

  it('sends no more at once than the server takes, and takes a missing answer for none', async () => {
    const ids = Array.from({ length: 201 }, (_, at) => `i${at}`);
    const { outcomes, sent } = await run(ids, (items) =>
      items.slice(1).map(({ invoice_id }) => approved(invoice_id)),
    );
    expect(sent.map((some) => some.length)).toEqual([200, 1]);
    expect(outcomes['i0']?.kind).toBe('unanswered');
    expect(outcomes['i1']?.kind).toBe('approved');
  });
});
