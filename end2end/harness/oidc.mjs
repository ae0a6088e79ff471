// An OpenID Connect provider for tests: oidc-provider, whose people sign in by being named in `login_hint`.
//
//   node oidc.mjs PORT CALLBACK
//
// PUT and DELETE /people/NAME change people, POST /keys gives it new keys to sign with, and POST /claims has ID tokens hold all
// claims, instead of leaving them to the user info endpoint.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import http from 'node:http';
import Provider from 'oidc-provider';

const [port, callback] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const people = new Map();
let everythingInIdTokens = false;
let provider = withNewKeys();

function withNewKeys() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
  return new Provider(issuer, {
    jwks: { keys: [key] },
    clients: [
      {
        client_id: 'portal',
        client_secret: 'portal-secret',
        redirect_uris: [callback],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'groups', 'offline_access'],
    conformIdTokenClaims: !everythingInIdTokens,
    pkce: { required: () => true },
    issueRefreshToken: () => true,
    cookies: { keys: ['for tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) =>
      people.has(id)
        ? { accountId: id, claims: () => ({ sub: id, name: `${id} Kim`, preferred_username: id, groups: people.get(id) }) }
        : undefined,
  });
}

async function signIn(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const person = params.login_hint;
  if (!people.has(person)) {
    const error = { error: 'access_denied', error_description: 'nobody of that name works here' };
    return provider.interactionFinished(request, response, error);
  }
  const grant = new provider.Grant({ accountId: person, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(request, response, { login: { accountId: person }, consent });
}

async function body(request) {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

async function steer(request, response, [what, name]) {
  if (what === 'keys') provider = withNewKeys();
  if (what === 'claims') {
    everythingInIdTokens = true;
    provider = withNewKeys();
  }
  if (what === 'people' && request.method === 'PUT') people.set(name, JSON.parse(await body(request)));
  if (what === 'people' && request.method === 'DELETE') people.delete(name);
  response.end();
}

http
  .createServer((request, response) => {
    const parts = new URL(request.url, issuer).pathname.slice(1).split('/');
    if (['keys', 'claims', 'people'].includes(parts[0])) return steer(request, response, parts);
    if (parts[0] === 'interaction') return signIn(request, response);
    return provider.callback()(request, response);
  })
  .listen(Number(port), '127.0.0.1');
