import { judgementOf, persist } from '@/api/judgement';
import { sayError } from '@/api/problem';
import type { Comment } from '@/api/types';
import type { Tabs } from '@/work/tabs';
import { NOTHING, UnsentSlot, type Unsent } from './unsent';

export type Writing = {
  readonly unsent: Unsent;
  readonly sending: boolean;
  readonly error: string | null;
};

interface CommentWriterOptions {
  user: string;
  invoiceId: string;
  tabs: Tabs;
  /** The same key again is answered with the comment that the first one became. */
  add: (key: string, comment: { text: string; term?: string }) => Promise<Comment>;
  onAdded: (comment: Comment) => void;
  pause?: (ms: number) => Promise<void>;
}

/** What I am writing on one invoice. It outlives the panel and the page, and a lost answer. */
export class CommentWriter {
  readonly #listeners = new Set<() => void>();
  #writing: Writing = { unsent: NOTHING, sending: false, error: null };
  #slot: UnsentSlot | null = null;
  #gone = new AbortController();

  constructor(private readonly options: CommentWriterOptions) {}

  readonly writing = (): Writing => this.#writing;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  start(): () => void {
    const { tabs, user, invoiceId } = this.options;
    const slot = new UnsentSlot(tabs, user, invoiceId);
    const gone = new AbortController();
    this.#slot = slot;
    this.#gone = gone;
    void slot
      .find((left) => {
        // Whoever began to write meanwhile finds it the next time.
        const isWanted = !gone.signal.aborted && this.#writing.unsent.text === '';
        if (isWanted) {
          this.#change(left);
        }
        return isWanted;
      })
      .then(() => this.finish());
    return () => {
      gone.abort();
      slot.close();
    };
  }

  write(text: string): void {
    this.#become({ error: null });
    this.#change({ ...this.#writing.unsent, text, sent: null });
  }

  about(term: string | null): void {
    if (!this.#writing.sending) {
      this.#change({ ...this.#writing.unsent, term, sent: null });
    }
  }

  /** What was sent and never answered: the same again tells what became of it. */
  finish(): void {
    if (this.#writing.unsent.sent !== null) {
      void this.send();
    }
  }

  async send(): Promise<void> {
    const { unsent, sending } = this.#writing;
    const { text, term } = unsent;
    if (sending || text.trim() === '') {
      return;
    }
    const key = unsent.sent ?? crypto.randomUUID();
    this.#change({ text, term, sent: key });
    this.#become({ sending: true, error: null });
    const { add, onAdded, pause } = this.options;
    try {
      const comment = await persist(
        () => add(key, { text: text.trim(), ...(term === null ? {} : { term }) }),
        { gone: this.#gone.signal, ...(pause === undefined ? {} : { pause }) },
      );
      onAdded(comment);
      this.#change(NOTHING);
    } catch (failure) {
      const refused = judgementOf(failure).kind === 'refused';
      if (refused) {
        this.#change({ text, term, sent: null });
      }
      this.#become({ error: refused ? sayError(failure) : `${sayError(failure)} Your comment is kept.` });
    } finally {
      this.#become({ sending: false });
    }
  }

  #change(unsent: Unsent): void {
    this.#slot?.store(unsent);
    this.#become({ unsent });
  }

  #become(part: Partial<Writing>): void {
    this.#writing = { ...this.#writing, ...part };
    this.#listeners.forEach((listener) => listener());
  }
}
