// An OpenID provider for one test: node provider.mjs PORT KEYS_FILE LOGOUT_URI
import { readFileSync } from 'node:fs';

import Provider from 'oidc-provider';

const [port, keys, logoutUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const api = 'urn:motcua:api';
const scopes = 'dossiers:file dossiers:read tracking';
// Names as another administration might have given them; the gateway's settings map them.
const people = {
  'officer-1': { realm_access: { roles: ['mc-can-bo', 'offline_access'] }, unit: 'H56.14797' },
  'citizen-1': { realm_access: { roles: ['citizen'] }, phone_number: '+84912345678' },
  'admin-1': { realm_access: { roles: ['admin'] }, amr: ['pwd'] },
  'admin-2': { realm_access: { roles: ['admin'] }, amr: ['pwd', 'mfa'] },
};
const program = (id) => ({
  client_id: id,
  client_secret: `${id} secret of this test`,
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
  scope: scopes,
});

const provider = new Provider(issuer, {
  jwks: JSON.parse(readFileSync(keys, 'utf8')),
  clients: [
    program('kiosk-7'),
    program('partner-1'),
    {
      client_id: 'portal',
      client_secret: 'portal secret of this test',
      application_type: 'native',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: ['http://127.0.0.1/callback'],
      id_token_signed_response_alg: 'ES256',
      backchannel_logout_uri: logoutUri,
      backchannel_logout_session_required: true,
    },
  ],
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  cookies: { keys: ['cookies of this test'] },
  scopes: ['openid', ...scopes.split(' ')],
  pkce: { required: () => true },
  // It refuses to call loopback addresses, which is where the gateway of a test is.
  fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined }),
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  extraTokenClaims: (ctx, token) => token.kind === 'AccessToken'
    ? { ...people[token.accountId], sid: ctx.oidc.entities.AuthorizationCode?.sid }
    : undefined,
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => api,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: scopes,
        audience: 'motcua',
        accessTokenTTL: 3600,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
});

provider.on('backchannel.error', (ctx, error) => console.error(error));
provider.on('server_error', (ctx, error) => console.error(error));
provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));
