import { UserManager } from 'oidc-client-ts';

// Runs in the hidden frame of a renewal: hands the issuer's answer to the page around it and does nothing else.
void new UserManager({ authority: '', client_id: '', redirect_uri: '' }).signinSilentCallback();
