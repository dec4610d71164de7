import { jest } from '@jest/globals';
import { Permits } from './permits.js';

const MINUTE_MS = 60_000;

describe('Who may set a password', () => {
  let nowMs = 0;
  let permits: Permits;
  beforeEach(() => {
    nowMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
    permits = new Permits();
    permits.grant('browser', 'hf-7001', 'telephone');
  });
  afterEach(() => jest.restoreAllMocks());

  it('is the browser that earned it, for the member it was earned for', () => {
    expect(permits.get('browser')).toMatchObject({ memberNumber: 'hf-7001', proof: 'telephone' });
    expect(permits.get('another')).toBeUndefined();
  });

  it('does it once', () => {
    expect(permits.take('browser')).toBeDefined();
    expect(permits.take('browser')).toBeUndefined();
  });

  it('has five minutes, however often a password that was too weak gave it back', () => {
    nowMs += 4 * MINUTE_MS;
    permits.giveBack('browser', permits.take('browser')!);
    expect(permits.get('browser')).toBeDefined();
    nowMs += MINUTE_MS;
    expect(permits.get('browser')).toBeUndefined();
    expect(permits.take('browser')).toBeUndefined();
  });

  it('may do it for the member who was proved last, and no longer for the one before', () => {
    permits.grant('browser', 'hf-7002', 'phone');
    expect(permits.take('browser')).toMatchObject({ memberNumber: 'hf-7002' });
    expect(permits.take('browser')).toBeUndefined();
  });
});
