/**
 * The floor: the same login on bare node:http, ws and ioredis, with the same awaited trips to Redis and the
 * cryptography that no broker can leave out: each access token verified once, each DPoP proof verified, the waiting page's
 * too, each ID token signed, with jose. What the broker costs above this is the price of its framework and of its rules.
 *
 * It leaves out: validation of bodies and answers in problem form, limits, the audit trail, origins and CORS, request
 * logs, expiry (Redis drops the key), repeats of lost answers, frames that have aged, the order of refusals, reading
 * the browser's name for the consent view, pairwise subjects, revocation, several portals and apps, reloads of the
 * registry, documentation, health, shutdown. It is no broker: never run it for anything else.
 *
 * Trips to Redis that a step awaits, and commands sent:
 *   start 2 (GET the backend's token · the session), attach 2 (SSUBSCRIBE · read), scan 2 and approve 2 (SET NX the
 *   spent proof · move), redeem 3 (read · move · the tokens).
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { base32, encodeQrText, FRAMES_PER_SESSION, frameMessage, frameText, parseQrText } from '@saoma/protocol';
import { Redis } from 'ioredis';
import { importJWK, jwtVerify, SignJWT } from 'jose';
import { WebSocketServer } from 'ws';
import { makePhoneVerifier } from './verify-phone.mjs';

const { PORT, HOST, REDIS_URL, PUBLIC_ORIGIN: origin } = process.env;
const registry = JSON.parse(readFileSync(process.env.REGISTRY_FILE, 'utf8'));
const keys = JSON.parse(readFileSync(process.env.KEYS_FILE, 'utf8'));
const [portal] = registry.portals;
const [app] = registry.apps;
const [signingJwk] = keys.signing;
const signingKey = await importJWK(signingJwk, 'ES256');

const redis = new Redis(REDIS_URL);
const ear = new Redis(REDIS_URL);
const phoneOf = makePhoneVerifier({ app, origin, redis, prefix: 'floor' });

const LIFE_MS = 120_000;
const CODE_LIFE_MS = 60_000;
const TOKEN_LIFE_S = 600;

/** From one state to the next, if the proof is right: write, tell, answer with the whole session. */
redis.defineCommand('move', {
  numberOfKeys: 2,
  lua: `
    local from, to, field, proof, life = unpack(ARGV, 1, 5)
    local found = redis.call('HMGET', KEYS[1], 'state', field)
    if found[1] ~= from or found[2] ~= proof then return {} end
    redis.call('HSET', KEYS[1], 'state', to, unpack(ARGV, 6))
    redis.call('PEXPIRE', KEYS[1], life)
    redis.call('SPUBLISH', KEYS[2], to)
    return redis.call('HGETALL', KEYS[1])`,
});
redis.defineCommand('begin', {
  numberOfKeys: 1,
  lua: `redis.call('HSET', KEYS[1], unpack(ARGV, 2)); redis.call('PEXPIRE', KEYS[1], ARGV[1])`,
});

const sessionKey = (id) => `floor:session:{${id.slice(0, 2)}}:${id}`;
const pushKey = (id) => `floor:push:{${id.slice(0, 2)}}:${id}`;
const sha256 = (text) => createHash('sha256').update(text).digest('base64url');
const random = (bytes = 32) => randomBytes(bytes).toString('base64url');
const mac = (...parts) => createHmac('sha256', keys.ring[0].secret).update(parts.join('\0')).digest();
const codeOf = (id) => `${id}.${mac('code', id).toString('base64url')}`;

async function move(id, from, to, [field, proof], lifeMs, fields) {
  const pairs = await redis.move(
    sessionKey(id),
    pushKey(id),
    from,
    to,
    field,
    proof,
    lifeMs,
    ...Object.entries(fields).flat(),
  );
  if (pairs.length === 0) throw new Error(`not ${to}`);
  return Object.fromEntries(Array.from({ length: pairs.length / 2 }, (_, at) => pairs.slice(2 * at, 2 * at + 2)));
}

// --- the portal's backend starts a session ---

async function start(request, body) {
  const bearer = request.headers.authorization?.slice('Bearer '.length) ?? '';
  if ((await redis.get(`floor:bearer:${sha256(bearer)}`)) !== body.client_id) throw new Error('no such backend');
  const id = base32(randomBytes(17)).slice(0, 26);
  const token = `${id}.${random()}`;
  const fields = {
    state: 'pending',
    client_id: body.client_id,
    desktop_hash: sha256(token),
    desktop_jkt: body.desktop_jkt,
    code_challenge: body.code_challenge,
    redirect_uri: body.redirect_uri,
    scope: body.scope,
    nonce: body.nonce,
    state_param: body.state,
    user_agent: body.desktop.user_agent,
    address: body.desktop.address,
  };
  await redis.begin(sessionKey(id), LIFE_MS, ...Object.entries(fields).flat());
  const qr = {
    url: encodeQrText({ origin, sessionId: id, frame: '' }),
    frame_key: mac('frame', id).toString('base64url'),
    frame_ms: 10_000,
    elapsed_ms: 0,
  };
  return { session_id: id, desktop_token: token, expires_in_ms: LIFE_MS, qr };
}

// --- the page waits ---

const waiting = new Map();

async function attach(socket, { token, proof }) {
  const id = token.slice(0, 26);
  const channel = pushKey(id);
  waiting.set(channel, socket);
  socket.once('close', () => {
    waiting.delete(channel);
    void ear.sunsubscribe(channel);
  });
  await ear.ssubscribe(channel);
  const session = await redis.hgetall(sessionKey(id));
  if (session.desktop_hash !== sha256(token) || !(await isProof(proof, token, session))) return socket.close();
  socket.send(JSON.stringify({ session_id: id, state: session.state }));
}

async function isProof(proof, token, { desktop_jkt: thumbprint }) {
  const keyOf = ({ jwk: { crv, kty, x, y } }) => {
    if (sha256(JSON.stringify({ crv, kty, x, y })) !== thumbprint) throw new Error('another key');
    return importJWK({ crv, kty, x, y }, 'ES256');
  };
  const { payload } = await jwtVerify(proof, keyOf, { algorithms: ['ES256'], typ: 'dpop+jwt' });
  return payload.htm === 'GET' && payload.ath === sha256(token);
}

ear.on('smessage', (channel, state) => {
  const id = channel.slice(channel.lastIndexOf(':') + 1);
  const message = { session_id: id, state, ...(state === 'approved' && { code: codeOf(id) }) };
  waiting.get(channel)?.send(JSON.stringify(message));
});

// --- the phone scans and approves ---

async function scan(request, { qr }) {
  const { subject, thumbprint } = await phoneOf(request);
  const { sessionId: id, frame } = parseQrText(qr);
  const frameKey = mac('frame', id);
  const isFrame = (_, index) =>
    frameText(createHmac('sha256', frameKey).update(frameMessage(index)).digest()) === frame;
  if (!Array.from({ length: FRAMES_PER_SESSION }).some(isFrame)) throw new Error('no frame of ours');
  const nonce = mac('consent', id, subject, thumbprint).toString('base64url');
  const claim = { subject, phone_key: thumbprint, consent_hash: sha256(nonce) };
  const session = await move(id, 'pending', 'scanned', ['client_id', portal.client_id], LIFE_MS, claim);
  return {
    session_id: id,
    state: 'scanned',
    portal: portal.names,
    user_agent: session.user_agent,
    consent_nonce: nonce,
  };
}

async function approve(request, body, id) {
  const { name, acr, amr } = await phoneOf(request);
  const result = { name, acr, amr: amr.join(' '), code_hash: sha256(codeOf(id)) };
  await move(id, 'scanned', 'approved', ['consent_hash', sha256(body.consent_nonce)], CODE_LIFE_MS, result);
  return { session_id: id, state: 'approved' };
}

// --- the portal's backend gets its tokens ---

async function token(request, form) {
  const [clientId, secret] = Buffer.from(request.headers.authorization.slice('Basic '.length), 'base64')
    .toString()
    .split(':');
  const given = createHash('sha256').update(secret).digest();
  const expected = Buffer.from(portal.client_auth.secret_sha256, 'hex');
  if (clientId !== portal.client_id || !timingSafeEqual(given, expected)) throw new Error('another portal');
  const accessToken = random();
  const answer = { access_token: accessToken, token_type: 'Bearer', expires_in: TOKEN_LIFE_S };
  if (form.get('grant_type') === 'client_credentials') {
    await redis.set(`floor:bearer:${sha256(accessToken)}`, clientId, 'EX', TOKEN_LIFE_S);
    return answer;
  }
  const code = form.get('code');
  const id = code.slice(0, 26);
  const found = await redis.hgetall(sessionKey(id));
  const challenge = sha256(form.get('code_verifier'));
  if (found.code_challenge !== challenge || found.redirect_uri !== form.get('redirect_uri')) throw new Error('no');
  const session = await move(id, 'approved', 'redeemed', ['code_hash', sha256(code)], CODE_LIFE_MS, {});
  await redis.set(`floor:token:${sha256(accessToken)}`, JSON.stringify({ id, clientId }), 'EX', TOKEN_LIFE_S);
  const { nonce, name, acr, amr, desktop_jkt: jkt } = session;
  const idToken = await new SignJWT({ nonce, name, acr, amr: amr.split(' '), sid: id, cnf: { jkt } })
    .setProtectedHeader({ alg: 'ES256', kid: signingJwk.kid })
    .setIssuer(origin)
    .setSubject(sha256(session.subject))
    .setAudience(clientId)
    .setIssuedAt()
    .setExpirationTime(`${TOKEN_LIFE_S}s`)
    .sign(signingKey);
  return { ...answer, id_token: idToken, scope: session.scope };
}

// --- the doors ---

async function answer(request, text) {
  const { url } = request;
  if (url === '/token') return token(request, new URLSearchParams(text));
  const body = JSON.parse(text);
  if (url === '/v1/sessions') return start(request, body);
  if (url === '/v1/scans') return scan(request, body);
  return approve(request, body, url.split('/')[3]);
}

const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8').on('data', (part) => (text += part));
  request.on('end', () => {
    const reply = (status, body) => {
      const json = JSON.stringify(body);
      const length = Buffer.byteLength(json);
      response.writeHead(status, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'content-length': length,
      });
      response.end(json);
    };
    answer(request, text).then(
      (body) => reply(200, body),
      (error) => reply(400, { error: error.message }),
    );
  });
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', (socket) => {
  socket.once('message', (first) => attach(socket, JSON.parse(first.toString())).catch(() => socket.close()));
});
server.listen(Number(PORT), HOST);
