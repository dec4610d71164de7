import type { Mark } from './faces.js';
import { svg } from './nodes.js';

const STROKES: Readonly<Record<Exclude<Mark, 'code'>, string>> = {
  busy: 'M12 3a9 9 0 1 0 9 9',
  phone:
    'M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5zM9.5 12l1.8 1.8 3.4-3.6',
  done: 'M12 3a9 9 0 1 0 .1 0zM8 12l3 3 5-6',
  stopped: 'M12 3a9 9 0 1 0 .1 0zM12 8v5M12 16v.1',
};

/** The sign of a mark: decoration, since the text beside it says the same. */
export function drawMark(mark: Exclude<Mark, 'code'>): SVGSVGElement {
  const sign = svg('svg', { viewBox: '0 0 24 24', class: `mark ${mark}`, part: 'mark', 'aria-hidden': 'true' });
  sign.append(svg('path', { d: STROKES[mark] }));
  return sign;
}
