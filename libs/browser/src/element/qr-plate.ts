import { drawQr } from './draw-qr.js';
import { svg } from './nodes.js';

/** The white plate with the code. Its label never changes and never contains the text. */
export class QrPlate {
  readonly node: SVGSVGElement;
  readonly #path = svg('path', { fill: '#000' });
  #text = '';
  #modules = 0;

  constructor() {
    const square = svg('rect', { width: '100%', height: '100%', fill: '#fff' });
    this.node = svg('svg', { part: 'code', role: 'img', 'shape-rendering': 'crispEdges' }, square, this.#path);
  }

  /** Swaps the whole picture in one step; a half-drawn frame is never on the screen. */
  show(text: string, label: string): void {
    this.node.setAttribute('aria-label', label);
    if (text === this.#text) return;
    this.#text = text;
    const { modules, path } = drawQr(text);
    this.#path.setAttribute('d', path);
    if (modules === this.#modules) return;
    this.#modules = modules;
    this.node.setAttribute('viewBox', `0 0 ${modules} ${modules}`);
  }

  clear(): void {
    this.#text = '';
    this.#path.removeAttribute('d');
  }

  /** Makes every module a whole number of device pixels, as large as fits. */
  fit(availablePx: number): void {
    const ratio = window.devicePixelRatio;
    const modulePx = Math.max(1, Math.floor((availablePx * ratio) / (this.#modules || 37))) / ratio;
    const size = `${modulePx * (this.#modules || 37)}px`;
    this.node.style.width = size;
    this.node.style.height = size;
  }
}
