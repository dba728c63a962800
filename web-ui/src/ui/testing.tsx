import { MantineProvider } from '@mantine/core';
import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter } from 'react-router';
import { vi } from 'vitest';
import { theme } from './theme';

// An answer is on the page as soon as it is there.
notifyManager.setScheduler(queueMicrotask);

type Answer = (request: Request) => Response | Promise<Response>;

/** The service as a test wants it: what it does not answer, nobody answers. */
export class TestService {
  readonly asked: URL[] = [];
  readonly #answers = new Map<string, Answer>();

  constructor() {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    vi.stubGlobal('matchMedia', () => ({
      matches: false,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }));
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe = () => undefined;
        unobserve = () => undefined;
        disconnect = () => undefined;
      },
    );
    // As in a browser: addresses are relative to the page.
    vi.stubGlobal(
      'Request',
      class extends Request {
        constructor(input: RequestInfo | URL, init?: RequestInit) {
          super(typeof input === 'string' ? new URL(input, window.location.href) : input, init);
        }
      },
    );
    vi.stubGlobal('fetch', async (request: Request) => {
      const url = new URL(request.url);
      this.asked.push(url);
      const answer = this.#answers.get(url.pathname);
      if (answer === undefined) {
        throw new TypeError('Failed to fetch');
      }
      return answer(request);
    });
  }

  answers(path: string, answer: Answer): this {
    this.#answers.set(path, answer);
    return this;
  }

  /** As a service that is there and cannot. */
  fails(path: string, status = 500): this {
    return this.answers(path, () => new Response(null, { status }));
  }
}

/** Something on a page of its own, once everything that it asked for is answered or given up. */
export async function shown(what: ReactNode, { at = '/' } = {}): Promise<HTMLElement> {
  const page = document.createElement('div');
  document.body.replaceChildren(page);
  const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false, networkMode: 'always', refetchInterval: false } },
  });
  clients.set(page, queryClient);
  act(() => {
    createRoot(page).render(
      <MemoryRouter initialEntries={[at]}>
        <QueryClientProvider client={queryClient}>
          <MantineProvider theme={theme} env="test" withCssVariables={false} withGlobalClasses={false}>
            {what}
          </MantineProvider>
        </QueryClientProvider>
      </MemoryRouter>,
    );
  });
  await settled(page);
  return page;
}

const clients = new WeakMap<HTMLElement, QueryClient>();

/** Waits until nothing that the page asked for is on its way, nor what it asks for on hearing the answers. */
export async function settled(page: HTMLElement): Promise<void> {
  const isQuiet = () => clients.get(page)?.isFetching() === 0;
  do {
    await act(() => vi.waitUntil(isQuiet, { interval: 5 }));
  } while (!isQuiet());
}

/** On the button that says so, there or in a part of the page. */
export async function clicks(part: HTMLElement, button: string, page = part): Promise<void> {
  const found = [...part.querySelectorAll('button')].find(({ textContent }) => textContent === button);
  if (found === undefined) {
    throw new Error(`No button says “${button}”: ${part.textContent}`);
  }
  act(() => {
    found.click();
  });
  await settled(page);
}
