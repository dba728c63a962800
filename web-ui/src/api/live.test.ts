// @vitest-environment jsdom
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { loadAnew } from './live';

describe('what pushes keep up to date', () => {
  it('is loaded after they began: an answer from before does not count', async () => {
    const queryClient = new QueryClient();
    const answers: ((text: string) => void)[] = [];
    const observer = new QueryObserver(queryClient, {
      queryKey: ['comments'],
      queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
      staleTime: Infinity,
    });
    const stop = observer.subscribe(() => undefined);
    const loaded = loadAnew(queryClient, ['comments']);
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[0]?.('before');
    answers[1]?.('after');
    await loaded;
    expect(observer.getCurrentResult().data).toBe('after');
    stop();
    queryClient.clear();
  });
});
