import { honest, newSessionId } from '../../test/contract/session-cast.js';
import { memoryStore } from '../store/memory/memory.store.js';
import type { Computers } from './computers.js';
import { DesktopBroker } from './desktop-broker.js';
import { type Clock, type DesktopTicket, type SessionStore, StoreUnavailable } from './ports.js';
import { TRANSITIONS } from './transitions.js';

const CLOCK: Clock = { nowMs: () => 0, after: () => () => undefined };

describe('a page that comes to wait', () => {
  it('leaves nobody listening for it where it cannot be noted', async () => {
    const { sessions, documents } = memoryStore(CLOCK);
    let listening = 0;
    const counted: SessionStore = Object.assign(Object.create(sessions) as SessionStore, {
      apply: sessions.apply.bind(sessions),
      read: sessions.read.bind(sessions),
      watch: async (...asked: Parameters<SessionStore['watch']>) => {
        const stop = await sessions.watch(...asked);
        listening += 1;
        return () => {
          listening -= 1;
          stop();
        };
      },
    });
    const computers = { attach: () => Promise.reject(new StoreUnavailable('away')) } as unknown as Computers;
    const unused = {} as never;
    const broker = new DesktopBroker(counted, documents, unused, unused, unused, unused, CLOCK, computers);
    const sessionId = newSessionId();
    await sessions.apply(TRANSITIONS.start, honest('start', sessionId));
    const ticket = { sessionId, kid: 'now', tokenId: 'its', clientId: 'etax', jkt: 'a-key' } as DesktopTicket;
    await expect(broker.follow(ticket, () => undefined)).rejects.toThrow('away');
    expect(listening).toBe(0);
  });
});
