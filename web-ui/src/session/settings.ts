import type { ClientSettings } from '@/api/types';

/** Which issuer signs people in: the server's own in the launcher, any other in production. */
export async function loadSettings(): Promise<ClientSettings> {
  const response = await fetch('/api/client-settings', { headers: { Accept: 'application/json' } });
  if (!response.ok) {
    throw new Error(`The sign-in settings could not be loaded (${response.status}).`);
  }
  return (await response.json()) as ClientSettings;
}
