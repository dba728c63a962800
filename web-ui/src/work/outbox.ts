import { judgementOf } from '@/api/judgement';
import type { Accepted } from '@/api/types';
import {
  answered,
  beingSent,
  cancelled,
  firstUnderWay,
  inOrder,
  isDue,
  isLeftOver,
  isUnderWay,
  lookedUp,
  type Answer,
  type Entry,
  type Impatience,
} from './entry';
import type { Changes, Shelf } from './shelf';
import type { Tabs } from './tabs';

const TICK_MS = 1_000;

interface OutboxOptions {
  user: string;
  shelf: Shelf;
  tabs: Tabs;
  send: (entry: Entry) => Promise<Accepted>;
  /** The version that a decision of this name made, null where the invoice's history has none. */
  arrivedAs: (entry: Entry) => Promise<number | null>;
  /** Only for as long as the person who made them is signed in. */
  maySend: () => boolean;
  now?: () => number;
  random?: () => number;
}

export function formLock(formId: string): string {
  return `form.${formId}`;
}

/**
 * Every decision goes through here: written down first, then sent, again and again until somebody judged it. Any tab may
 * send what any tab wrote down; for one invoice there is one at a time. Forms follow their own decisions in `entries`.
 */
export class Outbox {
  readonly #options: Required<OutboxOptions>;
  readonly #listeners = new Set<() => void>();
  #entries: readonly Entry[] = [];
  #orphans: readonly Entry[] = [];
  #ready: Promise<void> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;
  #unhear: (() => void) | undefined;

  constructor(options: OutboxOptions) {
    this.#options = { now: Date.now, random: Math.random, ...options };
  }

  get user(): string {
    return this.#options.user;
  }

  async start(): Promise<void> {
    this.#unhear = this.#options.tabs.hear((topic) => {
      if (topic === this.#topic) {
        void this.#load();
      }
    });
    this.#tick = setInterval(() => {
      this.#sendDue('none');
      if (this.#entries.some(isLeftOver)) {
        void this.#lookForOrphans();
      }
    }, TICK_MS);
    await this.ready();
    this.#sendDue('connection_is_back');
    for (const entry of this.#entries) {
      await this.#dropIfNobodyAsks(entry);
    }
  }

  /** What earlier pages left is known from here on. */
  ready(): Promise<void> {
    this.#ready ??= this.#load();
    return this.#ready;
  }

  stop(): void {
    clearInterval(this.#tick);
    this.#unhear?.();
  }

  readonly entries = (): readonly Entry[] => this.#entries;

  /** Given back while no form waited for them: their person has to be told where they are. */
  readonly orphans = (): readonly Entry[] => this.#orphans;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  find(commandId: string): Entry | undefined {
    return this.#entries.find((entry) => entry.command_id === commandId);
  }

  /** Changes to entries go through here, so that every tab hears of them. */
  async write(changes: Changes): Promise<void> {
    await this.#options.shelf.write(changes);
    await this.#changed();
  }

  /** The connection or the session is back, or somebody looks at the page again. */
  hurry(): void {
    this.#sendDue('connection_is_back');
  }

  async tryNow(commandId: string): Promise<void> {
    const entry = this.find(commandId);
    if (entry !== undefined) {
      await this.deliver(entry.invoice_id, 'person');
    }
  }

  /** Takes a decision back; what was typed for it goes to the form that answers for it, or to the next that opens. */
  async cancel(commandId: string): Promise<void> {
    const entry = await this.#amend(commandId, cancelled);
    if (entry !== undefined) {
      await this.deliver(entry.invoice_id, 'person');
    }
  }

  /** Makes a form answer for a decision, unless another was faster. */
  async adopt(entry: Entry, formId: string): Promise<boolean> {
    const after = await this.#amend(entry.command_id, (now) =>
      now.form_id === entry.form_id ? { ...now, form_id: formId } : now,
    );
    return after?.form_id === formId;
  }

  #sendDue(impatience: Impatience): void {
    for (const invoiceId of new Set(this.#entries.filter(isUnderWay).map((entry) => entry.invoice_id))) {
      const first = firstUnderWay(this.#entries, invoiceId);
      if (first !== undefined && this.#mayGo(first, impatience)) {
        void this.deliver(invoiceId, impatience);
      }
    }
  }

  #mayGo(entry: Entry, impatience: Impatience): boolean {
    return (
      isDue(entry, this.#options.now(), impatience) &&
      (entry.delivery.at !== 'waiting' || !entry.delivery.needs_sign_in || this.#options.maySend())
    );
  }

  /** Sends what waits for this invoice, oldest first, until somebody does not answer. */
  async deliver(invoiceId: string, impatience: Impatience = 'none'): Promise<void> {
    const { tabs, shelf, user } = this.#options;
    await tabs.alone(`outbox.${user}.${invoiceId}`, async () => {
      let wanted = impatience;
      for (;;) {
        // Asked anew: another tab may have sent it a moment ago.
        const entry = firstUnderWay(inOrder(await shelf.entries(user)), invoiceId);
        if (entry === undefined || !this.#mayGo(entry, wanted)) {
          return;
        }
        wanted = 'none';
        const after =
          entry.delivery.at === 'cancelling' ? await this.#lookUp(entry) : await this.#send(entry);
        if (after !== undefined) {
          await this.#dropIfNobodyAsks(after);
        }
      }
    });
  }

  async #send(entry: Entry): Promise<Entry | undefined> {
    const { maySend, now, random } = this.#options;
    const answer = maySend() ? await this.#request(entry) : ({ kind: 'signed_out' } as const);
    return answer === null
      ? undefined
      : this.#amend(entry.command_id, (current) => answered(current, answer, now(), random));
  }

  /** Null where it was taken back a moment ago. */
  async #request(entry: Entry): Promise<Answer | null> {
    const begun = await this.#amend(entry.command_id, beingSent);
    return begun?.delivery.at !== 'waiting'
      ? null
      : this.#options
          .send(begun)
          .then(
            ({ review_version: version }) => ({ kind: 'accepted', review_version: version }),
            judgementOf,
          );
  }

  async #lookUp(entry: Entry): Promise<Entry | undefined> {
    const arrivedAs = await this.#options.arrivedAs(entry).catch(() => null);
    return this.#amend(entry.command_id, (current) => lookedUp(current, arrivedAs));
  }

  /** An acceptance is news to the form that waits for it, and to nobody else. */
  async #dropIfNobodyAsks(entry: Entry): Promise<void> {
    if (entry.delivery.at === 'accepted' && (await this.#options.tabs.isFree(formLock(entry.form_id)))) {
      await this.write({ dropEntries: [entry.command_id] });
    }
  }

  async #amend(commandId: string, change: (entry: Entry) => Entry): Promise<Entry | undefined> {
    const after = await this.#options.shelf.amendEntry(commandId, change);
    await this.#changed();
    return after;
  }

  async #changed(): Promise<void> {
    this.#options.tabs.announce(this.#topic);
    await this.#load();
  }

  async #load(): Promise<void> {
    this.#entries = inOrder(await this.#options.shelf.entries(this.#options.user));
    this.#tell();
    await this.#lookForOrphans();
  }

  async #lookForOrphans(): Promise<void> {
    const leftOver = this.#entries.filter(isLeftOver);
    const free = await Promise.all(
      leftOver.map((entry) => this.#options.tabs.isFree(formLock(entry.form_id))),
    );
    const orphans = leftOver.filter((_, at) => free[at]);
    if (orphans.length !== this.#orphans.length || orphans.some((entry, at) => entry !== this.#orphans[at])) {
      this.#orphans = orphans;
      this.#tell();
    }
  }

  #tell(): void {
    this.#listeners.forEach((listener) => listener());
  }

  get #topic(): string {
    return `outbox ${this.#options.user}`;
  }
}
