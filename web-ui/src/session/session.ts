import type { User, UserManager } from 'oidc-client-ts';
import { signRequestsWith } from '@/api/client';

export type SessionState = 'signed_in' | 'expired';

/**
 * The signed-in person's tokens. Kept outside of React, so that a renewal re-renders nothing and no form notices it.
 */
export class Session {
  #state: SessionState = 'signed_in';
  #renewal: Promise<string | null> | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly manager: UserManager,
    private readonly subject: string,
  ) {
    signRequestsWith({ accessToken: this.accessToken, renew: this.renew });
    manager.events.addSilentRenewError(() => this.#tell('expired'));
    manager.events.addUserLoaded((user) =>
      this.#tell(user.profile.sub === subject ? 'signed_in' : 'expired'),
    );
  }

  readonly state = (): SessionState => this.#state;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  readonly accessToken = async (): Promise<string | null> => {
    const user = await this.manager.getUser();
    return user !== null && !hasEnded(user) ? user.access_token : this.renew();
  };

  /** One renewal at a time, however many requests found out at once. */
  readonly renew = (): Promise<string | null> => {
    this.#renewal ??= this.manager
      .signinSilent()
      .then((user) => user?.access_token ?? null)
      .catch(() => null)
      .then((token) => {
        this.#tell(token === null ? 'expired' : 'signed_in');
        return token;
      })
      .finally(() => {
        this.#renewal = null;
      });
    return this.#renewal;
  };

  /** In a window of its own: the page, and what is typed on it, stays. */
  readonly signInAgain = async (): Promise<void> => {
    const user = await this.manager.signinPopup();
    if (user.profile.sub !== this.subject) {
      // What is typed on this page was typed by somebody else.
      await this.manager.removeUser();
      throw new Error('Somebody else signed in');
    }
    this.#tell('signed_in');
  };

  readonly signOut = async (): Promise<void> => {
    const metadata = await this.manager.metadataService.getMetadata();
    if (metadata.end_session_endpoint === undefined) {
      await this.manager.removeUser();
      window.location.assign('/');
    } else {
      await this.manager.signoutRedirect();
    }
  };

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
