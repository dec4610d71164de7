import { Login } from './login.mjs';
import { quantile } from './numbers.mjs';
import { makePhones } from './phone.mjs';

/**
 * Milliseconds from the sending of an approval until the page is told: phone and page at one node, and at two. One
 * login after the other, floor and broker by turns, so that nothing queues and the machine's moods hit all alike.
 */
export async function measureTold({ world, targets, logins, tick }) {
  const waits = { floor: { here: [], across: [] }, broker: { here: [], across: [] } };
  for (let turn = 0; turn < logins; turn += 1) {
    for (const target of targets) {
      const [one, two] = await makePhones(world.app, 2);
      waits[target.kind].here.push(await told(target, one, 0));
      waits[target.kind].across.push(await told(target, two, 1));
    }
    tick();
  }
  const row = (where, share) => {
    const [floor, broker] = ['floor', 'broker'].map((kind) => quantile(waits[kind][where], share));
    return { floor, broker, ratio: broker / floor };
  };
  const rows = (where) => ({ p50: row(where, 0.5), p99: row(where, 0.99) });
  return { here: rows('here'), across: rows('across'), samples: logins };
}

async function told(target, phone, phoneNode) {
  const login = new Login(target, phone, phoneNode);
  await login.start();
  await login.attach();
  await login.scan();
  const ms = await login.approve();
  await login.redeem();
  return ms;
}
