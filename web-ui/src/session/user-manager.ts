import { InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { ClientSettings } from '@/api/types';

export function createUserManager(settings: ClientSettings): UserManager {
  const origin = window.location.origin;
  return new UserManager({
    // A server that names no issuer is its own.
    authority: settings.issuer ?? origin,
    client_id: settings.client_id,
    redirect_uri: `${origin}/signed-in`,
    popup_redirect_uri: `${origin}/signed-in`,
    silent_redirect_uri: `${origin}/silent-renew`,
    post_logout_redirect_uri: `${origin}/`,
    scope: 'openid profile',
    response_type: 'code',
    // Tokens never touch a storage that another script or a later visitor could read.
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // Only state and code verifier of a sign-in under way: they have to survive the trip to the issuer.
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
    automaticSilentRenew: true,
    accessTokenExpiringNotificationTimeInSeconds: 60,
    silentRequestTimeoutInSeconds: 10,
    monitorSession: false,
    loadUserInfo: false,
  });
}
