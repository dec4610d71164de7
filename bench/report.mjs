const us = (value) => `${Math.round(value)} µs`;
const ms = (value) => `${value.toFixed(2)} ms`;
const kB = (value) => `${(value / 1_024).toFixed(1)} kB`;
const times = (value) => `${value.toFixed(2)} ×`;
const whole = (value) => String(value);

/** Trips a step may await: its own, and one for limits and spent proofs where they are counted. */
const MOST_TRIPS = { start: 1 + 1, attach: 2, scan: 1 + 1, approve: 1 + 1, redeem: 3 };

/** What was measured, as rows: floor, broker, and where there is a budget whether it is met. */
export function rowsOf({ cost, told, commands, trips, hearers, memory }) {
  return [
    row('server CPU per login', us, cost.cpuUs, { budget: '≤ 3 × floor', met: cost.cpuUs.ratio <= 3 }),
    ...Object.entries(cost.stepUs).map(([step, values]) => row(`  of it ${step}`, us, values)),
    row('logins per second, 16 at once', whole, rounded(cost.perSecond)),
    ...Object.entries({ 'one node': told.here, 'two nodes': told.across }).flatMap(([where, { p50, p99 }]) => [
      row(`approve → told, ${where}, p50`, ms, p50, { budget: '≤ 1.5 × floor', met: p50.ratio <= 1.5 }),
      row(`approve → told, ${where}, p99`, ms, p99, { budget: '≤ 1.5 × floor', met: p99.ratio <= 1.5 }),
    ]),
    row('Redis commands sent per login', whole, pick(commands, 'sent'), {
      budget: '≤ 20',
      met: commands.broker.sent <= 20,
    }),
    row('  run by scripts besides', whole, pick(commands, 'inScripts')),
    ...Object.entries(MOST_TRIPS).map(([step, most]) =>
      row(`awaited trips: ${step}`, whole, pick(trips, step), { budget: `≤ ${most}`, met: trips.broker[step] <= most }),
    ),
    row('nodes of two that hear a push', whole, pick(hearers, 'most'), {
      budget: 'exactly 1',
      met: hearers.broker.most === 1 && hearers.broker.fewest === 1,
    }),
    ...Object.entries({ resident: memory.resident, heap: memory.heap }).flatMap(([kind, bytes]) => [
      row(`memory per waiting page, ${kind}`, kB, bytes, { budget: '≤ 1.1 × socket.io', met: bytes.ratio <= 1.1 }),
      row('  bare ws, bare socket.io', kB, { floor: bytes.ws, broker: bytes['socket.io'] }),
    ]),
  ];
}

/** The standard doors, each beside the stock library: what a login takes by it, and a poll that comes in time. */
export function doorRowsOf(doors, cost) {
  const pair = (form, values) => ({
    stock: form(values.stock),
    broker: form(values.broker),
    ratio: values.ratio === undefined ? '' : times(values.ratio),
  });
  const sum = (steps) => Object.values(steps).reduce((total, count) => total + count, 0);
  return [
    { what: 'the embedded page, for comparison: server CPU', stock: '', broker: us(cost.cpuUs.broker), ratio: '' },
    ...Object.entries(doors).flatMap(([door, { cpuUs, commands, trips, poll }]) => [
      { what: `${door}: server CPU per login`, ...pair(us, cpuUs) },
      { what: '  Redis commands sent', ...pair(whole, pick(commands, 'sent', 'stock')) },
      {
        what: '  awaited trips, all steps',
        ...pair(whole, { stock: sum(trips.stock), broker: sum(trips.broker) }),
      },
      ...(poll ? pollRows(poll, pair) : []),
    ]),
  ];
}

function pollRows({ stock, broker }, pair) {
  const row = (what, name, most) => ({
    what,
    ...pair(whole, { stock: stock[name], broker: broker[name] }),
    budget: most === 0 ? 'none' : `≤ ${most}`,
    met: broker[name] <= most,
  });
  return [row('  a poll in time: awaited trips', 'trips', 1), row('  – of its commands, writes', 'writes', 0)];
}

function row(what, form, { floor, broker, ratio }, verdict = {}) {
  return { what, floor: form(floor), broker: form(broker), ratio: ratio === undefined ? '' : times(ratio), ...verdict };
}

const pick = (values, name, against = 'floor') => ({ [against]: values[against][name], broker: values.broker[name] });

const rounded = ({ floor, broker, ratio }) => ({ floor: Math.round(floor), broker: Math.round(broker), ratio });

/** The rows as text, beside what the broker is compared with. */
export function tableOf(rows, against = 'floor') {
  const lines = [
    ['', against, 'broker', 'ratio', 'budget', ''],
    ...rows.map(({ what, [against]: other, broker, ratio, budget = '', met }) => [
      ...[what, other, broker, ratio, budget],
      met === undefined ? '' : met ? 'met' : 'missed',
    ]),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const isText = (column) => column === 0 || column > 3;
  return lines
    .map((line) =>
      line
        .map((cell, column) => (isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
