import { ErrorResponse, type User, type UserManager } from 'oidc-client-ts';
import { signRequestsWith } from '@/api/client';

export type SessionState = 'signed_in' | 'expired';

/** Tells the other tabs of this browser who came and who left. */
type Notice = { kind: 'signed_out' | 'signed_in'; subject: string };

/**
 * The signed-in person's tokens. Kept outside of React, so that a renewal re-renders nothing and no form notices it.
 * They are this person's or nobody's: somebody else who signs in to this browser sends nothing from this page.
 */
export class Session {
  #state: SessionState = 'signed_in';
  #signedOut = false;
  #renewal: Promise<string | null> | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #channel =
    typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('countersign.session');

  constructor(
    private readonly manager: UserManager,
    private readonly subject: string,
  ) {
    signRequestsWith({ accessToken: this.accessToken, renew: this.#renewRefused });
    manager.events.addSilentRenewError((error) => this.#renewalFailed(error));
    manager.events.addUserLoaded((user) => void this.#mine(user));
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Notice>) => void this.#heard(data));
    this.#announce('signed_in');
  }

  readonly state = (): SessionState => this.#state;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  readonly accessToken = async (): Promise<string | null> => {
    const user = await this.manager.getUser();
    return user !== null && !hasEnded(user) ? this.#mine(user) : this.renew();
  };

  /** One renewal at a time, however many requests found out at once. */
  readonly renew = (): Promise<string | null> => {
    if (this.#signedOut) {
      return Promise.resolve(null);
    }
    this.#renewal ??= this.manager
      .signinSilent()
      .then((user) => (user === null ? null : this.#mine(user)))
      .catch((error: unknown) => {
        this.#renewalFailed(error);
        return null;
      })
      .finally(() => {
        this.#renewal = null;
      });
    return this.#renewal;
  };

  /** The server refused the token: where no other is to be had, the session is over, whatever the reason. */
  readonly #renewRefused = async (): Promise<string | null> => {
    const token = await this.renew();
    if (token === null) {
      this.#tell('expired');
    }
    return token;
  };

  /** In a window of its own: the page, and what is typed on it, stays. */
  readonly signInAgain = async (): Promise<void> => {
    if ((await this.#mine(await this.manager.signinPopup())) === null) {
      throw new Error('Somebody else signed in');
    }
    this.#announce('signed_in');
  };

  readonly signOut = async (): Promise<void> => {
    const metadata = await this.manager.metadataService.getMetadata();
    this.#announce('signed_out');
    if (metadata.end_session_endpoint === undefined) {
      await this.manager.removeUser();
      window.location.assign('/');
    } else {
      await this.manager.signoutRedirect();
    }
  };

  /** Of a token of somebody else nothing is used: what is on this page was typed by another person. */
  async #mine(user: User): Promise<string | null> {
    if (user.profile.sub === this.subject) {
      this.#signedOut = false;
      this.#tell('signed_in');
      return user.access_token;
    }
    this.#tell('expired');
    await this.manager.removeUser();
    return null;
  }

  /** Only the issuer's own word ends a session: a dead network says nothing about it. */
  #renewalFailed(error: unknown): void {
    if (error instanceof ErrorResponse) {
      this.#tell('expired');
    }
  }

  async #heard({ kind, subject }: Notice): Promise<void> {
    if (subject !== this.subject) {
      return;
    }
    if (kind === 'signed_out') {
      this.#signedOut = true;
      this.#tell('expired');
      await this.manager.removeUser();
    } else if (this.#state === 'expired') {
      this.#signedOut = false;
      await this.renew();
    }
  }

  #announce(kind: Notice['kind']): void {
    this.#channel?.postMessage({ kind, subject: this.subject } satisfies Notice);
  }

  #tell(state: SessionState): void {
    if (this.#state !== state) {
      this.#state = state;
      this.#listeners.forEach((listener) => listener());
    }
  }
}

function hasEnded(user: User): boolean {
  return user.expires_in !== undefined && user.expires_in < 5;
}
