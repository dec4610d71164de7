import { encodeQrText, FRAME_MS, type SessionMessage, type StartAnswer } from '@saoma/protocol';
import { DesktopDevice, type PhoneDevice, type RawAnswer, type TestPerson } from '@saoma/testing';
import type { SessionStore } from '../../src/core/ports.js';
import { Secrets } from '../../src/core/secrets.js';
import type { SessionRecord } from '../../src/core/session-record.js';
import type { Transition } from '../../src/core/transition.js';
import { SESSIONS } from '../../src/core/tokens.js';
import { KEYLESS, LI, type World, ZHANG } from '../broker/world.js';
import { until } from '../servers/deadline.js';
import { describeInEveryWorld } from './worlds.js';

/** What a policy asks for, without one. */
const ASK: Transition = {
  event: 'ask',
  from: ['pending'],
  proof: [],
  sets: ['check'],
  life: { from: 'deadline', ms: 0 },
};

const APPROVED_MS = 60_000;

/** Six digits that are not these. */
function others(digits: string, by = 1): string {
  return String((Number(digits) + by) % 1_000_000).padStart(6, '0');
}

describeInEveryWorld('a check code', (worldOf, away) => {
  let world: World;
  const pages: DesktopDevice[] = [];
  let people = 0;
  let zhang: TestPerson;
  beforeEach(() => {
    world = worldOf();
    // Wrong ones count against a person for ten minutes: each test has its own.
    people += 1;
    zhang = { ...ZHANG, sub: `zhang-${String(people)}` };
  });
  afterEach(() => {
    for (const page of pages.splice(0)) page.close();
  });

  const storeOf = (): SessionStore => world.broker.apps[0]!.get<SessionStore>(SESSIONS);
  const recordOf = async ({ answer }: DesktopDevice): Promise<SessionRecord> =>
    (await storeOf().read(answer.session_id))!.record;

  /** A page whose session asks for the digits. */
  async function opened(): Promise<DesktopDevice> {
    const desktop = await world.desktop(0, KEYLESS);
    pages.push(desktop);
    await storeOf().apply(ASK, { sessionId: desktop.answer.session_id, set: { check: '1' } });
    return desktop;
  }

  /** The same, approved by a phone. */
  async function checking(person = zhang): Promise<{ desktop: DesktopDevice; phone: PhoneDevice; digits: string }> {
    const [desktop, phone] = [await opened(), await world.phone(person, away)];
    const decision = await phone.signIn(desktop);
    expect(decision).toEqual({
      session_id: desktop.answer.session_id,
      state: 'checking',
      check_code: expect.stringMatching(/^\d{6}$/) as string,
    });
    await desktop.until('checking');
    return { desktop, phone, digits: decision.check_code ?? '' };
  }

  const post = async (session: StartAnswer, digits: unknown, token = session.desktop_token): Promise<RawAnswer> => {
    const response = await fetch(world.route(0)(`${world.broker.origin}/v1/sessions/${session.session_id}/check`), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ check_code: digits }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
  };

  const rescanAnswer = (phone: PhoneDevice, { answer }: DesktopDevice, qr: unknown): Promise<RawAnswer> =>
    phone.call('POST', `/v1/scans/${answer.session_id}/check`, { qr });

  /** Ten seconds later the page shows another frame. */
  async function nextFrame(desktop: DesktopDevice): Promise<string> {
    const { qrText: before } = await until(
      'a code',
      () => desktop.snapshot(),
      ({ qrText }) => qrText !== undefined,
    );
    world.broker.shiftTime(FRAME_MS);
    return until(
      'the next frame',
      () => {
        desktop.client.resync();
        return desktop.qr();
      },
      (qr) => qr !== before,
    );
  }

  it('RFC 10027 §6.1.16: is shown on the phone after the approval, typed on the desktop, and leads home', async () => {
    const { desktop, digits } = await checking();
    expect(desktop.snapshot()).toMatchObject({ check: { digits: 6, triesLeft: 3, isWrong: false } });
    expect(desktop.snapshot().approval).toBeUndefined();
    await desktop.check(`${digits.slice(0, 3)} ${digits.slice(3)}`);
    const tokens = await world.portal.redeem(await desktop.landing());
    expect(tokens.claims()).toMatchObject({ name: ZHANG.name });
  });

  it('is the same whenever the phone asks, told to that phone alone, and gone once it was typed', async () => {
    const { desktop, phone, digits } = await checking();
    expect(await phone.approve()).toMatchObject({ state: 'checking', check_code: digits });
    expect(await phone.read()).toMatchObject({ state: 'checking', check_code: digits });
    await expect((await world.phone(LI, away)).client.read(desktop.answer.session_id)).rejects.toMatchObject({
      code: 'session_not_found',
    });
    await desktop.check(digits);
    const after = await phone.read();
    expect(after).toMatchObject({ state: 'approved' });
    expect(after).not.toHaveProperty('check_code');
  });

  it('stands on no page, in no address and on no record', async () => {
    const { desktop, digits } = await checking();
    const record = await recordOf(desktop);
    expect(record.check_hash).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify([record, desktop.snapshot(), desktop.answer])).not.toContain(digits);
  });

  it('may be mistyped twice: a wrong one costs a try, and the right one still counts', async () => {
    const { desktop, digits } = await checking();
    for (const triesLeft of [2, 1]) {
      await expect(desktop.check(others(digits))).rejects.toMatchObject({ code: 'check_code_wrong', triesLeft });
      expect(desktop.snapshot()).toMatchObject({ phase: 'checking', check: { triesLeft, isWrong: true } });
    }
    await desktop.check(digits);
    await expect(world.portal.redeem(await desktop.landing())).resolves.toBeDefined();
  });

  it('ends the session on both devices when it was wrong three times', async () => {
    const { desktop, phone, digits } = await checking();
    for (let time = 0; time < 3; time += 1) await desktop.check(others(digits)).catch(() => undefined);
    expect(await desktop.until('denied')).toMatchObject({ reason: 'check_failed' });
    expect(await phone.read()).toMatchObject({ state: 'denied', reason: 'check_failed' });
    expect(await post(desktop.answer, digits)).toMatchObject({ status: 409, body: { code: 'session_over' } });
  });

  it('is asked for again, with what is left of the tries, by a page that was loaded anew', async () => {
    const { desktop, digits } = await checking();
    await desktop.check(others(digits)).catch(() => undefined);
    const handed = desktop.client.handOver()!;
    desktop.close();
    const reloaded = await DesktopDevice.start({
      broker: world.broker.origin,
      origin: world.portal.origin,
      route: world.route(0),
      request: () => Promise.resolve(handed),
    });
    pages.push(reloaded);
    expect(await reloaded.until('checking')).toMatchObject({ check: { digits: 6, triesLeft: 2 } });
    await reloaded.check(digits);
    await reloaded.until('approved');
  });

  it('is no try where it cannot be the code at all', async () => {
    const { desktop, digits } = await checking();
    for (const slip of ['12345', '1234567', 'digits', '１２ ３']) {
      expect(await post(desktop.answer, slip)).toMatchObject({
        status: 403,
        body: { code: 'check_code_wrong', tries_left: 3 },
      });
    }
    for (const malformed of [null, 190451, '', '1'.repeat(33)]) {
      expect(await post(desktop.answer, malformed)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    }
    const fullWidth = digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    expect(await post(desktop.answer, fullWidth)).toMatchObject({ status: 200, body: { state: 'approved' } });
  });

  it('gives two minutes to type it, and thereafter nothing', async () => {
    const { desktop, phone, digits } = await checking();
    world.broker.shiftTime(APPROVED_MS + 10_000);
    expect(await phone.read()).toMatchObject({ state: 'checking' });
    world.broker.shiftTime(APPROVED_MS);
    expect(await post(desktop.answer, digits)).toMatchObject({ status: 410, body: { code: 'expired_token' } });
    expect(await phone.read()).toMatchObject({ state: 'expired' });
  });

  it('lets the person take it back, and the page throw it away', async () => {
    const { desktop, phone } = await checking();
    await phone.deny('not_me');
    expect(await desktop.until('denied')).toMatchObject({ reason: 'not_me' });
    const second = await checking();
    await second.desktop.cancel();
    expect(await second.phone.read()).toMatchObject({ state: 'cancelled' });
  });

  describe('is guessed by nobody', () => {
    it('Attack: who has no desktop token of this session tries nothing', async () => {
      const { desktop, digits } = await checking();
      const other = await world.session();
      expect(await post(desktop.answer, digits, other.desktop_token)).toMatchObject({ status: 404 });
      expect(await post(desktop.answer, digits, 'guessed')).toMatchObject({ status: 401 });
      expect((await recordOf(desktop)).state).toBe('checking');
      expect(await recordOf(desktop)).not.toHaveProperty('check_tries');
    });

    it('Attack: many guesses at once are three tries', async () => {
      const { desktop, digits } = await checking();
      const guesses = Array.from({ length: 8 }, (_, at) => post(desktop.answer, others(digits, at + 1)));
      const codes = (await Promise.all(guesses)).map(({ body }) => (body as { code: string }).code);
      expect(codes.filter((code) => code === 'check_code_wrong')).toHaveLength(3);
      expect(codes.filter((code) => code === 'session_over')).toHaveLength(5);
      expect(await recordOf(desktop)).toMatchObject({ state: 'denied', reason: 'check_failed', check_tries: '3' });
    });

    it('Attack: the code of another session is a wrong one', async () => {
      const [mine, theirs] = [await checking(), await checking()];
      await expect(mine.desktop.check(theirs.digits)).rejects.toMatchObject({ code: 'check_code_wrong', triesLeft: 2 });
    });

    it.each(['before the scan', 'before the approval'])('Attack: %s there is nothing to type', async (when) => {
      const [desktop, phone] = [await opened(), await world.phone(zhang, away)];
      if (when === 'before the approval') {
        const view = await phone.scan(desktop);
        expect(JSON.stringify(view)).not.toContain('check_code');
        expect(JSON.stringify(await phone.read())).not.toContain('check_code');
      }
      expect(await post(desktop.answer, '000000')).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
      expect(await recordOf(desktop)).not.toHaveProperty('check_tries');
    });

    it('Attack: while it is asked for, nothing can be redeemed', async () => {
      const { desktop } = await checking();
      const { kid, session_id, app, person, phone_key, state_param, redirect_uri } = await recordOf(desktop);
      const claimant = { app: app!, person: person!, phoneKey: phone_key! };
      // Nobody is told this code yet; whoever had the keys could make it.
      const code = world.broker.apps[0]!.get(Secrets).authorizationCode(kid, session_id, claimant);
      const landing = new URL(redirect_uri!);
      for (const [name, value] of Object.entries({ code, state: state_param!, iss: world.broker.origin })) {
        landing.searchParams.set(name, value);
      }
      await expect(world.portal.redeem(landing.href)).rejects.toMatchObject({ error: 'invalid_grant' });
      expect((await recordOf(desktop)).state).toBe('checking');
    });
  });

  describe('need not be typed', () => {
    it('where the phone that approved scans what the page shows now', async () => {
      const { desktop, phone } = await checking();
      await nextFrame(desktop);
      expect(await phone.rescan(desktop)).toEqual({ session_id: desktop.answer.session_id, state: 'approved' });
      const tokens = await world.portal.redeem(await desktop.landing());
      expect(tokens.claims()).toMatchObject({ name: ZHANG.name });
    });

    it('and whose answer was lost may scan the same once more', async () => {
      const { desktop, phone } = await checking();
      const qr = await nextFrame(desktop);
      await phone.rescan(qr);
      expect(await phone.rescan(qr)).toMatchObject({ state: 'approved' });
      await world.portal.redeem(await desktop.landing());
      expect(await phone.rescan(qr)).toMatchObject({ state: 'approved' });
    });

    it('Attack: a picture from before the approval does not pass, nor a later one that has been kept', async () => {
      const [desktop, phone] = [await opened(), await world.phone(zhang, away)];
      const mailed = desktop.qr();
      await phone.signIn(mailed);
      await desktop.until('checking');
      expect(await rescanAnswer(phone, desktop, mailed)).toMatchObject({ status: 409, body: { code: 'qr_stale' } });
      const screenshot = await nextFrame(desktop);
      world.broker.shiftTime(2 * FRAME_MS);
      expect(await rescanAnswer(phone, desktop, mailed)).toMatchObject({ body: { code: 'qr_stale' } });
      expect(await rescanAnswer(phone, desktop, screenshot)).toMatchObject({ body: { code: 'qr_stale' } });
      expect((await recordOf(desktop)).state).toBe('checking');
    });

    it('Attack: no other phone scans it, not even of the same person', async () => {
      const { desktop } = await checking();
      const qr = await nextFrame(desktop);
      for (const person of [LI, zhang]) {
        const other = await world.phone(person, away);
        expect(await rescanAnswer(other, desktop, qr)).toMatchObject({
          status: 404,
          body: { code: 'session_not_found' },
        });
        await expect(other.scan(qr)).rejects.toMatchObject({ code: 'claimed_by_another' });
      }
      expect((await recordOf(desktop)).state).toBe('checking');
    });

    it('Attack: the live code of another page does not pass, and neither does a frame that was made up', async () => {
      const [{ desktop, phone }, other] = [await checking(), await opened()];
      await nextFrame(desktop);
      expect(await rescanAnswer(phone, desktop, other.qr())).toMatchObject({
        status: 404,
        body: { code: 'qr_unknown' },
      });
      const { origin } = world.broker;
      const made = encodeQrText({ origin, sessionId: desktop.answer.session_id, frame: 'AAAAAA' });
      expect(await rescanAnswer(phone, desktop, made)).toMatchObject({ status: 404, body: { code: 'qr_unknown' } });
      expect(await rescanAnswer(phone, desktop, 'hello')).toMatchObject({
        status: 400,
        body: { code: 'qr_malformed' },
      });
      expect(await rescanAnswer(phone, desktop, null)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
      await expect(phone.rescan('WDJB-MJHT')).rejects.toMatchObject({ code: 'not_ours' });
    });

    it('Attack: it approves nothing that the person has not approved', async () => {
      const [desktop, phone] = [await opened(), await world.phone(zhang, away)];
      await phone.scan(desktop);
      const { kid, session_id } = await recordOf(desktop);
      const frame = world.broker.apps[0]!.get(Secrets).frameAt(kid, session_id, 0);
      const qr = encodeQrText({ origin: world.broker.origin, sessionId: session_id, frame });
      expect(await rescanAnswer(phone, desktop, qr)).toMatchObject({
        status: 409,
        body: { code: 'invalid_transition' },
      });
      expect((await recordOf(desktop)).state).toBe('scanned');
    });
  });

  it('is drawn again for pages without a script, beside how many tries are left', async () => {
    const { desktop, digits } = await checking();
    await post(desktop.answer, others(digits));
    const headers = { authorization: `Bearer ${desktop.answer.desktop_token}` };
    const at = (path: string): Promise<Response> =>
      fetch(world.route(0)(`${world.broker.origin}/v1/sessions/${desktop.answer.session_id}${path}`), { headers });
    const message = (await (await at('')).json()) as SessionMessage;
    expect(message).toMatchObject({
      state: 'checking',
      check: { digits: 6, tries_left: 2 },
      qr: { frame_ms: FRAME_MS },
    });
    expect(message).not.toHaveProperty('code');
    expect((await at('/qr.svg')).status).toBe(200);
  });
});
