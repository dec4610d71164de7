/** From the longest on: a stretch of time is told in the largest that it fills. */
const UNITS = [
  { seconds: 86_400, zh: '天', en: 'day' },
  { seconds: 3_600, zh: '小时', en: 'hour' },
  { seconds: 60, zh: '分钟', en: 'minute' },
  { seconds: 1, zh: '秒', en: 'second' },
] as const;

/** How often the unit goes into it: begun ones count when somebody has to wait, and do not when it is over. */
type Round = (count: number) => number;

function inUnits(seconds: number, round: Round): { readonly count: number; readonly unit: (typeof UNITS)[number] } {
  const unit = UNITS.find((one) => seconds >= one.seconds) ?? UNITS[3];
  return { count: round(seconds / unit.seconds), unit };
}

export function zhTime(seconds: number, round: Round = Math.ceil): string {
  const { count, unit } = inUnits(seconds, round);
  return `${count} ${unit.zh}`;
}

export function enTime(seconds: number, round: Round = Math.ceil): string {
  const { count, unit } = inUnits(seconds, round);
  return `${count} ${unit.en}${count === 1 ? '' : 's'}`;
}
