/** The two output spikes on their way back: on two wires, to every hidden layer at once. */

import { css, palette } from './colours.js';
import { byId, motionIsReduced } from './dom.js';
import type { LayerView } from './layers.js';
import { prepare } from './surface.js';

/** Milliseconds on the way. */
const DURATION = 1100;
/** Pixels beside the layers where the wires run. */
const MARGIN = 9;
/** Pixels of the words above a layer. */
const HEAD = 24;

type Point = [x: number, y: number];

interface Wire {
  points: Point[];
  positive: boolean;
}

export class Feedback {
  private readonly canvas = byId<HTMLCanvasElement>('feedback');
  private readonly flow = byId('flow');
  private running = 0;
  private wires: (() => Wire[]) | null = null;

  /** Shows the spikes of `label` and `winner`; calls `arrived` when they are there: at once where motion is reduced. */
  show(views: readonly LayerView[], label: number, winner: number, arrived: () => void): void {
    this.running += 1;
    const run = this.running;
    this.wires = () => this.route(views, label, winner);
    this.canvas.dataset['state'] = 'travelling';
    if (motionIsReduced()) {
      this.arrive(arrived);
      return;
    }
    const start = performance.now();
    const frame = (now: number) => {
      if (run !== this.running) return;
      const share = Math.min(1, Math.max(0, (now - start) / DURATION));
      this.render(share);
      if (share < 1) requestAnimationFrame(frame);
      else this.arrive(arrived);
    };
    requestAnimationFrame(frame);
  }

  private arrive(arrived: () => void): void {
    this.canvas.dataset['state'] = 'arrived';
    arrived();
    this.render(1);
  }

  clear(): void {
    if (this.wires === null) return;
    this.running += 1;
    this.wires = null;
    this.canvas.dataset['state'] = 'none';
    this.render(1);
  }

  /** Anew, after another width or theme. */
  redraw(): void {
    if (this.canvas.dataset['state'] !== 'travelling') this.render(1);
  }

  private route(views: readonly LayerView[], label: number, winner: number): Wire[] {
    const output = views.at(-1);
    if (output === undefined) return [];
    const from = this.offset(output);
    const right = this.flow.clientWidth;
    return views.slice(0, -1).flatMap((view) => {
      const to = this.offset(view);
      const y = to.y + view.canvas.clientHeight / 2;
      return [label, winner].map((neuron, index) => {
        const positive = index === 0;
        const middle = output.middle(neuron);
        const x = from.x + middle.x;
        const top = from.y + middle.y - 17;
        // One above the other, so that both can be told apart where they cross.
        const level = from.y - HEAD - (positive ? 9 : 3);
        const side = positive ? 2 : right + 2 * MARGIN - 2;
        const end = positive ? MARGIN - 3 : right + MARGIN + 3;
        return {
          positive,
          points: [
            [x, top],
            [x, level],
            [side, level],
            [side, y],
            [end, y],
          ] as Point[],
        };
      });
    });
  }

  /** Where a layer's canvas begins, in pixels of this one, which is wider by a margin on both sides. */
  private offset(view: LayerView): { x: number; y: number } {
    const box = view.canvas.getBoundingClientRect();
    const own = this.flow.getBoundingClientRect();
    return { x: box.left - own.left + MARGIN, y: box.top - own.top };
  }

  private render(share: number): void {
    const pen = prepare(this.canvas, this.canvas.clientWidth, this.flow.clientHeight);
    if (pen === null || this.wires === null) return;
    for (const wire of this.wires()) renderWire(pen, wire, share);
  }
}

function renderWire(pen: CanvasRenderingContext2D, { points, positive }: Wire, share: number): void {
  const colours = palette();
  const colour = positive ? colours.up : colours.down;
  const lengths = points.slice(1).map(([x, y], index) => {
    const [fromX, fromY] = points[index] as Point;
    return Math.abs(x - fromX) + Math.abs(y - fromY);
  });
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  let [x, y] = points[0] as Point;
  pen.strokeStyle = css(colour, share < 1 ? 0.9 : 0.75);
  pen.lineWidth = 2;
  pen.setLineDash(positive ? [] : [5, 3]);
  pen.lineJoin = 'round';
  pen.beginPath();
  pen.moveTo(x, y);
  for (const [index, length] of lengths.entries()) {
    if (left <= 0) break;
    const [toX, toY] = points[index + 1] as Point;
    const part = length === 0 ? 1 : Math.min(1, left / length);
    [x, y] = [x + (toX - x) * part, y + (toY - y) * part];
    pen.lineTo(x, y);
    left -= length;
  }
  pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = css(colour);
  pen.beginPath();
  pen.arc(x, y, share < 1 ? 6 : 4.5, 0, 2 * Math.PI);
  pen.fill();
  pen.strokeStyle = css(colours.panel);
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(x - 2.5, y);
  pen.lineTo(x + 2.5, y);
  if (positive) {
    pen.moveTo(x, y - 2.5);
    pen.lineTo(x, y + 2.5);
  }
  pen.stroke();
}
