// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { ASKING_AGAIN, judgementOf, persist } from './judgement';
import { NoAnswerError, ProblemError } from './problem';

const says = (status: number, retryAfterMs: number | null = null) =>
  new ProblemError({ status }, retryAfterMs);

describe('an answer', () => {
  it.each([429, 502, 503, 504])('%d judges nothing: the same again, when the server likes', (status) => {
    expect(judgementOf(says(status, 7_000))).toMatchObject({ kind: 'not_now', retry_after_ms: 7_000 });
  });

  it('that never came, or that is none, judges nothing', () => {
    expect(judgementOf(new NoAnswerError('gone')).kind).toBe('not_now');
    expect(judgementOf(says(200)).kind).toBe('not_now');
  });

  it.each([400, 403, 404, 409, 413, 422])('%d is a no', (status) => {
    expect(judgementOf(says(status))).toEqual({ kind: 'refused', problem: { status } });
  });

  it('500 says nothing about what became of it', () => {
    expect(judgementOf(says(500)).kind).toBe('broken');
  });

  it('401 waits for the person', () => {
    expect(judgementOf(says(401))).toEqual({ kind: 'signed_out' });
  });
});

describe('persisting', () => {
  async function run(...errors: Error[]) {
    const pauses: number[] = [];
    let tries = 0;
    const answer = await persist(
      () => {
        const error = errors[tries++];
        return error === undefined ? Promise.resolve('done') : Promise.reject(error);
      },
      {
        pause: (ms) => {
          pauses.push(ms);
          return Promise.resolve();
        },
        random: () => 1,
      },
    ).catch((error: unknown) => error);
    return { answer, tries, pauses };
  }

  it('waits longer each time, and gives up in the end', async () => {
    const lost = new NoAnswerError('gone');
    expect(await run(lost, says(503))).toEqual({ answer: 'done', tries: 3, pauses: [2_000, 4_000] });
    expect(await run(lost, lost, lost, lost)).toMatchObject({ answer: lost, tries: 4 });
  });

  it('waits as long as the server asked for, where somebody would wait that long', async () => {
    expect(await run(says(429, 5_000))).toEqual({ answer: 'done', tries: 2, pauses: [7_000] });
    expect(await run(says(429, 60_000))).toMatchObject({ tries: 1, pauses: [] });
  });

  it.each([401, 409, 500])('does not repeat what was answered %d', async (status) => {
    expect(await run(says(status))).toMatchObject({ tries: 1, pauses: [] });
  });
});

describe('a question', () => {
  it('is asked again after what may pass, no sooner than the server asked for', () => {
    expect([429, 500, 503].map((status) => ASKING_AGAIN.retry(1, says(status)))).toEqual([true, true, true]);
    expect([401, 403, 404].map((status) => ASKING_AGAIN.retry(0, says(status)))).toEqual([
      false,
      false,
      false,
    ]);
    expect(ASKING_AGAIN.retry(2, says(503))).toBe(false);
    expect(ASKING_AGAIN.retryDelay(0, says(429, 4_000))).toBe(4_000);
    expect(ASKING_AGAIN.retryDelay(1, new NoAnswerError('gone'))).toBe(2_000);
  });
});
