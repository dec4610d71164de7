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

function row(what, form, { floor, broker, ratio }, verdict = {}) {
  return { what, floor: form(floor), broker: form(broker), ratio: ratio === undefined ? '' : times(ratio), ...verdict };
}

const pick = ({ floor, broker }, name) => ({ floor: floor[name], broker: broker[name] });

const rounded = ({ floor, broker, ratio }) => ({ floor: Math.round(floor), broker: Math.round(broker), ratio });

/** The rows as text. */
export function tableOf(rows) {
  const lines = [
    ['', 'floor', 'broker', 'ratio', 'budget', ''],
    ...rows.map(({ what, floor, broker, ratio, budget = '', met }) => [
      ...[what, floor, broker, ratio, budget],
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
