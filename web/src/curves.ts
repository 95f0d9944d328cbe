/** The curves of a training run: error, update rate and energy over the epochs. */

import { Chart } from './chart.js';
import { byId, setText } from './dom.js';
import { figure, percent } from './format.js';
import { ticks } from './scale.js';

/** A point of the curves. `x`: epochs. */
export interface CurvesPoint {
  x: number;
  error: number;
  update_rate: number;
  nanojoules: number | null;
}

interface Curve {
  chart: Chart;
  value: HTMLElement;
  name: string;
  of: (point: CurvesPoint) => number | null;
  text: (value: number) => string;
  exact: (value: number) => string;
}

export class Curves {
  private readonly curves: Curve[] = [
    curve(
      'error',
      'Error in training',
      (point) => point.error,
      (value) => percent(value, 0),
      percent,
    ),
    curve(
      'update',
      'Images that update',
      (point) => point.update_rate,
      (value) => percent(value, 0),
      percent,
    ),
    curve(
      'energy',
      'Energy an image in nJ',
      (point) => point.nanojoules,
      String,
      (value) => `${figure(value)} nJ`,
    ),
  ];

  /** `epochs`: the right end at least. */
  show(points: readonly CurvesPoint[], epochs: number): void {
    const end = Math.max(epochs, points.at(-1)?.x ?? 0) || 1;
    for (const { chart, value, name, of, text, exact } of this.curves) {
      const shown = points.flatMap((point) => {
        const y = of(point);
        return y === null ? [] : [[point.x, y] as const];
      });
      const last = shown.at(-1)?.[1];
      // Of a network that came trained, energies are not known.
      setText(value, last === undefined ? (points.length > 0 ? 'shown in a run' : '') : exact(last));
      chart.show({
        label: `${name} over epochs; ${last === undefined ? 'no point yet' : `now ${exact(last)}`}`,
        series: [{ points: shown }],
        x: [0, end],
        xTicks: ticks(end, 5).filter((tick) => tick <= end && (end < 2 || Number.isInteger(tick))),
        xText: (tick) => String(tick),
        xTitle: 'epochs',
        yText: text,
      });
    }
  }
}

function curve(id: string, name: string, of: Curve['of'], text: Curve['text'], exact: Curve['exact']): Curve {
  return { chart: new Chart(byId(`chart-${id}`), 210), value: byId(`chart-${id}-value`), name, of, text, exact };
}
