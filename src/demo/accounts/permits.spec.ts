import { jest } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Permit, Permits } from './permits.js';

const MINUTE_MS = 60_000;

/** A browser that keeps what it is told to. */
class Browser {
  cookie = '';
  told = '';

  get request(): FastifyRequest {
    return { headers: { cookie: this.cookie } } as FastifyRequest;
  }

  get reply(): FastifyReply {
    const header = (_name: string, value: string): void => {
      this.told = value;
      this.cookie = value.split(';', 1)[0] ?? '';
    };
    return { header } as unknown as FastifyReply;
  }
}

describe('The permit to set a password', () => {
  let nowMs = 0;
  let permits: Permits<string>;
  let browser: Browser;
  beforeEach(() => {
    nowMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
    permits = new Permits({ path: '/site', secure: true });
    browser = new Browser();
  });
  afterEach(() => jest.restoreAllMocks());

  /** Proves something about an account, and is shown the form. */
  const prove = (account: string): string => {
    permits.grant(browser.request, browser.reply, account);
    return permits.of(browser.request)!.id;
  };
  const take = (form: string, { request } = browser): Permit<string> | undefined => permits.take(request, form);

  it('sets the password of its account, once', () => {
    const form = prove('a');
    expect(take(form)?.about).toBe('a');
    expect(take(form)).toBeUndefined();
  });

  it('is under a cookie of its own, made at that moment: one that was planted or copied before is worth nothing', () => {
    const other = new Browser();
    other.cookie = browser.cookie = `permit=${'x'.repeat(43)}`;
    const form = prove('a');
    expect(browser.told).toMatch(/^permit=[\w-]{43}; Path=\/site; HttpOnly; SameSite=Lax; Secure; Max-Age=300$/);
    expect(permits.of(other.request)).toBeUndefined();
    expect(take(form, other)).toBeUndefined();
  });

  it('takes the place of the one before, whoever holds that', () => {
    prove('a');
    const former = new Browser();
    former.cookie = browser.cookie;
    prove('a');
    expect(permits.of(former.request)).toBeUndefined();
  });

  it('is not in what the form sends', () => {
    const form = prove('a');
    const other = new Browser();
    other.cookie = `permit=${form}`;
    expect(take(form, other)).toBeUndefined();
  });

  it('for one account is not taken by a form that was shown for another', () => {
    const shown = prove('a');
    const form = prove('b');
    expect(take(shown)).toBeUndefined();
    expect(take('')).toBeUndefined();
    expect(take(form)?.about).toBe('b');
  });

  it('ends five minutes after the proof, however often a password was refused', () => {
    const form = prove('a');
    nowMs += 4 * MINUTE_MS;
    permits.giveBack(browser.request, take(form)!);
    nowMs += MINUTE_MS - 1;
    expect(permits.of(browser.request)?.about).toBe('a');
    nowMs += 1;
    expect(permits.of(browser.request)).toBeUndefined();
    expect(take(form)).toBeUndefined();
  });

  it('is gone when the browser goes on to something else', () => {
    const form = prove('a');
    permits.withdraw(browser.request);
    expect(take(form)).toBeUndefined();
  });
});
