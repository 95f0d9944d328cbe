/** Line charts as SVG, from zero, as wide as the element that they are in. */

import { makeSvg } from './dom.js';
import { linear, thin, ticks } from './scale.js';
import { onWidth } from './surface.js';

export interface Series {
  points: readonly (readonly [x: number, y: number])[];
  /** Dashed, in the other colour. */
  second?: boolean;
}

export interface ChartContent {
  /** For those who do not see it. */
  label: string;
  series: Series[];
  x: readonly [number, number];
  /** Ticks of x. */
  xTicks: readonly number[];
  xText: (value: number) => string;
  xTitle: string;
  yText: (value: number) => string;
  /** A vertical line. */
  marker?: number;
}

const LEFT = 40;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 32;
const MOST_POINTS = 600;

export class Chart {
  private content: ChartContent | null = null;

  constructor(
    private readonly container: HTMLElement,
    private readonly height: number,
  ) {
    onWidth(container, () => this.render());
  }

  show(content: ChartContent): void {
    this.content = content;
    this.render();
  }

  private render(): void {
    const content = this.content;
    const width = this.container.clientWidth;
    if (content === null || width === 0) return;
    const svg = makeSvg('svg', {
      viewBox: `0 0 ${width} ${this.height}`,
      role: 'img',
      'aria-label': content.label,
    });
    const values = content.series.flatMap(({ points }) => points.map(([, y]) => y));
    const yTicks = ticks(Math.max(...values, 0) || 1, 3);
    const x = linear(content.x, [LEFT, width - RIGHT]);
    const y = linear([0, yTicks.at(-1) ?? 1], [this.height - BOTTOM, TOP]);
    for (const tick of yTicks) {
      svg.append(
        makeSvg('line', { class: 'axis', x1: LEFT, x2: width - RIGHT, y1: y(tick), y2: y(tick) }),
        makeSvg('text', { x: LEFT - 6, y: y(tick) + 4, 'text-anchor': 'end' }, content.yText(tick)),
      );
    }
    for (const tick of content.xTicks) {
      svg.append(
        makeSvg('text', { x: x(tick), y: this.height - BOTTOM + 14, 'text-anchor': 'middle' }, content.xText(tick)),
      );
    }
    const titleAt = (LEFT + width - RIGHT) / 2;
    svg.append(makeSvg('text', { x: titleAt, y: this.height - 3, 'text-anchor': 'middle' }, content.xTitle));
    for (const { points, second = false } of content.series)
      svg.append(...line(thin(points, MOST_POINTS), x, y, second));
    if (content.marker !== undefined) {
      const at = x(content.marker);
      svg.append(makeSvg('line', { class: 'marker', x1: at, x2: at, y1: TOP, y2: this.height - BOTTOM }));
    }
    this.container.replaceChildren(svg);
  }
}

type Scale = (value: number) => number;

function line(points: readonly (readonly [number, number])[], x: Scale, y: Scale, second: boolean): SVGElement[] {
  const coordinates = points.map(([across, up]) => `${x(across).toFixed(1)},${y(up).toFixed(1)}`);
  const name = second ? ' second' : '';
  const drawn: SVGElement[] = [makeSvg('polyline', { class: `line${name}`, points: coordinates.join(' ') })];
  const last = points.at(-1);
  if (last !== undefined) drawn.push(makeSvg('circle', { class: `dot${name}`, cx: x(last[0]), cy: y(last[1]), r: 3 }));
  return drawn;
}
