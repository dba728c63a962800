/** What the tabs of one browser know of each other: who still lives, whose turn it is, and that something changed. */
export interface Tabs {
  /** Tells the other tabs that somebody is there, until released or until the tab ends, however it ends. */
  hold(name: string): () => void;
  /** Whether nobody holds the name; with patience, whether it gets free in that time. */
  isFree(name: string, patienceMs?: number): Promise<boolean>;
  /** Does the work unless another tab is at it. */
  alone(name: string, work: () => Promise<void>): Promise<void>;
  announce(topic: string): void;
  hear(onTopic: (topic: string) => void): () => void;
}

/** Locks end with their tab, whatever ends it. Every browser in which one can sign in has them. */
export class BrowserTabs implements Tabs {
  readonly #channel: BroadcastChannel | null;

  constructor(private readonly name = 'countersign') {
    this.#channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  }

  hold(name: string): () => void {
    let release = () => undefined;
    const until = new Promise<undefined>((resolve) => {
      release = () => {
        resolve(undefined);
        return undefined;
      };
    });
    void navigator.locks.request(this.#full(name), () => until);
    return release;
  }

  isFree(name: string, patienceMs = 0): Promise<boolean> {
    // Shared, so that two tabs that ask at the same time do not take each other for the holder.
    return patienceMs === 0
      ? navigator.locks.request(
          this.#full(name),
          { mode: 'shared', ifAvailable: true },
          (lock) => lock !== null,
        )
      : navigator.locks
          .request(this.#full(name), { mode: 'shared', signal: AbortSignal.timeout(patienceMs) }, () => true)
          .catch(() => false);
  }

  async alone(name: string, work: () => Promise<void>): Promise<void> {
    await navigator.locks.request(this.#full(name), { ifAvailable: true }, async (lock) => {
      if (lock !== null) {
        await work();
      }
    });
  }

  announce(topic: string): void {
    this.#channel?.postMessage(topic);
  }

  hear(onTopic: (topic: string) => void): () => void {
    const listener = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') {
        onTopic(data);
      }
    };
    this.#channel?.addEventListener('message', listener);
    return () => this.#channel?.removeEventListener('message', listener);
  }

  #full(name: string): string {
    return `${this.name}.${name}`;
  }
}
