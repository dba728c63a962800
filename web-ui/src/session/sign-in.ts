import type { UserManager } from 'oidc-client-ts';
import { Session } from './session';
import { loadSettings } from './settings';
import { createUserManager } from './user-manager';

/** Somebody waits in front of an empty page; a renewal in the background may take longer. */
const FIRST_TRY_S = 4;

type ReturnTo = { path: string };

/**
 * A session, or null where the page is about to leave for the issuer (or is the window of a sign-in elsewhere and
 * closes itself).
 */
export async function signIn(): Promise<Session | null> {
  const manager = createUserManager(await loadSettings());
  if (window.location.pathname === '/signed-in') {
    return comeBack(manager);
  }
  try {
    // The issuer may still know this browser; then nobody has to see its page again.
    await manager.signinSilent({ silentRequestTimeoutInSeconds: FIRST_TRY_S });
    return new Session(manager);
  } catch {
    const here: ReturnTo = { path: window.location.pathname + window.location.search + window.location.hash };
    await manager.signinRedirect({ state: here });
    return null;
  }
}

async function comeBack(manager: UserManager): Promise<Session | null> {
  const user = await manager.signinCallback();
  if (user === undefined) {
    return null;
  }
  const to = (user.state as ReturnTo | undefined)?.path ?? '/';
  window.history.replaceState(null, '', to);
  return new Session(manager);
}
