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
    const user = await manager.signinSilent({ silentRequestTimeoutInSeconds: FIRST_TRY_S });
    if (user !== null) {
      return new Session(manager, user.profile.sub);
    }
  } catch {
    // Whatever the reason, the issuer's own page can tell it better.
  }
  const here: ReturnTo = { path: window.location.pathname + window.location.search + window.location.hash };
  await manager.signinRedirect({ state: here });
  return null;
}

async function comeBack(manager: UserManager): Promise<Session | null> {
  if (await isWindowOfAnother(manager)) {
    await manager.signinPopupCallback();
    return null;
  }
  const user = await manager.signinCallback();
  if (user === undefined) {
    return null;
  }
  const to = (user.state as ReturnTo | undefined)?.path ?? '/';
  window.history.replaceState(null, '', to);
  return new Session(manager, user.profile.sub);
}

/** The page that opened this window began the sign-in and holds its state; this one only hands the answer over. */
async function isWindowOfAnother(manager: UserManager): Promise<boolean> {
  const state = new URLSearchParams(window.location.search).get('state') ?? '';
  return window.opener !== null && (await manager.settings.stateStore.get(state)) === null;
}
