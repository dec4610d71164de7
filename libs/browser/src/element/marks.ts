import type { Mark } from './faces.js';
import { svg } from './nodes.js';

const STROKES: Readonly<Record<Exclude<Mark, 'code'>, string>> = {
  busy: 'M12 3a9 9 0 1 0 9 9',
  phone: 'M7 3h10v18H7zM9.5 12l2 2 3.5-4',
  done: 'M12 3a9 9 0 1 0 .1 0zM8 12l3 3 5-6',
  stopped: 'M12 3a9 9 0 1 0 .1 0zM12 8v5M12 16v.1',
};

/** The sign of a mark: decoration, since the text beside it says the same. */
export function drawMark(mark: Exclude<Mark, 'code'>): SVGSVGElement {
  const sign = svg('svg', { viewBox: '0 0 24 24', class: `mark ${mark}`, part: 'mark', 'aria-hidden': 'true' });
  sign.append(svg('path', { d: STROKES[mark] }));
  return sign;
}
