import { jest } from '@jest/globals';
import { TestApp } from '@saoma/testing';
import { type Answer, PhoneDoor, PhoneKey } from '../../test/servers/phone-door.js';
import { knownAs } from '../core/binding.js';
import { Notifications } from '../core/notifications.js';
import { RequestCodes } from '../core/request-codes.js';

const ID = 'A'.repeat(26);

describe('What a phone says of its person, and what it opens and ends', () => {
  const door = new PhoneDoor();
  let app: TestApp;
  let key: PhoneKey;
  let notifications: Notifications;
  let codes: RequestCodes;

  beforeAll(async () => {
    app = await TestApp.create({ id: 'etax-app', realm: 'taxpayers' });
    door.registry.register(app);
    key = await PhoneKey.create(door);
    await door.open();
    notifications = new Notifications(door.store.documents, door.secrets);
    codes = new RequestCodes(door.store.documents, door.secrets);
  });
  afterAll(() => door.close());
  afterEach(() => door.limits.points.clear());

  type Method = Parameters<PhoneDoor['call']>[0];
  async function call(method: Method, path: string, body?: object): Promise<Answer> {
    const token = await app.accessToken({ sub: 'zhang', jkt: key.jkt });
    const [bare = ''] = path.split('?');
    const dpop = await key.proof({ method, path: bare, token });
    return door.call(method, path, { authorization: `DPoP ${token}`, dpop }, body);
  }
  const zhang = () => ({
    app: door.registry.app(app.issuer)!,
    subject: 'zhang',
    phoneKey: key.jkt,
    amr: [],
    identities: [],
    accounts: {},
  });
  const words = (): string[] => knownAs(zhang(), door.secrets).split(' ');

  it('is a handle of the app’s push service, the latest one, until it is taken back', async () => {
    for (const handle of ['h-1', '~'.repeat(512)]) {
      expect((await call('PUT', '/v1/notifications', { handle })).status).toBe(204);
      expect(await notifications.handlesOf(zhang().app, words())).toEqual([handle]);
    }
    const gone = await call('DELETE', '/v1/notifications');
    expect({ status: gone.status, cached: gone.headers.get('cache-control') }).toEqual({
      status: 204,
      cached: 'no-store',
    });
    expect(await notifications.handlesOf(zhang().app, words())).toEqual([]);
    expect((await call('DELETE', '/v1/notifications')).status).toBe(204);
  });

  it('is a code without which certain portals send nothing, kept as no more than its MAC', async () => {
    const put = jest.spyOn(door.store.documents, 'put');
    expect((await call('PUT', '/v1/request-code', { user_code: '口令2468' })).status).toBe(204);
    expect(JSON.stringify(put.mock.calls)).not.toContain('2468');
    put.mockRestore();
    expect(await codes.matches(words(), '口令2468')).toBe(true);
    expect((await call('DELETE', '/v1/request-code')).status).toBe(204);
    expect(await codes.matches(words(), '口令2468')).toBe(false);
  });

  it.each<[string, Method, string, object | undefined]>([
    ['no handle', 'PUT', '/v1/notifications', {}],
    ['an empty handle', 'PUT', '/v1/notifications', { handle: '' }],
    ['an over-long handle', 'PUT', '/v1/notifications', { handle: 'x'.repeat(513) }],
    ['a handle with a line break', 'PUT', '/v1/notifications', { handle: 'a\nb' }],
    ['a handle for somebody else', 'PUT', '/v1/notifications', { handle: 'a', sub: 'li' }],
    ['a code of three', 'PUT', '/v1/request-code', { user_code: '123' }],
    ['a code of thirty-three', 'PUT', '/v1/request-code', { user_code: '1'.repeat(33) }],
    ['a code with spaces around it', 'PUT', '/v1/request-code', { user_code: ' 1234 ' }],
    ['a code that is no text', 'PUT', '/v1/request-code', { user_code: 1234 }],
    ['a reason of its own making', 'DELETE', `/v1/desktops/${ID}?reason=because`, undefined],
    ['two reasons', 'DELETE', '/v1/desktops?reason=not_me&reason=signed_out', undefined],
    ['an unknown parameter', 'DELETE', '/v1/desktops?person=li', undefined],
  ])('is refused with invalid_request where it sends %s', async (_, method, path, body) => {
    const answer = await call(method, path, body);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: 'invalid_request' });
  });

  it.each<[string, Method, string, string]>([
    ['what was sent to nobody', 'POST', `/v1/requests/${ID}`, 'session_not_found'],
    ['what is no session', 'POST', '/v1/requests/short', 'session_not_found'],
    ['what nobody is signed in by', 'DELETE', `/v1/desktops/${ID}`, 'not_found'],
    ['what is no sign-in', 'DELETE', '/v1/desktops/short', 'not_found'],
    ['no id: never all of them', 'DELETE', '/v1/desktops/', 'not_found'],
  ])('is told that there is nothing where it names %s', async (_, method, path, code) => {
    const answer = await call(method, path);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 404, code });
  });

  it('counts an opened request as a scan, and what is refused three times', async () => {
    await call('POST', `/v1/requests/${ID}`);
    const person = door.secrets.person('taxpayers', 'zhang');
    expect(door.limits.points.get(`scans_per_person ${person}`)).toBe(1);
    expect(door.limits.points.get(`calls_per_phone_key ${key.jkt}`)).toBe(3);
  });

  it('opens nothing that shows a code: that is claimed by its code alone', async () => {
    const { sessionId } = await door.code();
    expect((await call('POST', `/v1/requests/${sessionId}`)).body.code).toBe('session_not_found');
    expect((await door.store.sessions.read(sessionId))?.record.state).toBe('pending');
  });

  it('ends computers also for whom an operator has locked, and opens nothing for them', async () => {
    const person = door.secrets.person('taxpayers', 'zhang');
    await door.store.locks.lock(person, { operatorId: 'wang', reason: 'lost phone' });
    expect((await call('POST', `/v1/requests/${ID}`)).body.code).toBe('subject_locked');
    expect((await call('DELETE', '/v1/desktops')).status).toBe(204);
    await door.store.locks.unlock(person, { operatorId: 'wang', reason: 'found' });
  });
});
