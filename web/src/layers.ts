/** The neurons of each layer: potentials, spikes, and what a lesson changed. */

import { css, mix, palette } from './colours.js';
import { byId, make, setText } from './dom.js';
import { columnsFor } from './grid.js';
import { count, signed } from './format.js';
import type { Model, Taught } from './messages.js';
import type { Recognised } from './protocol.js';
import { onWidth, prepare } from './surface.js';

type Change = Taught['changes'][number]['neurons'][number];

export interface LayerState {
  potentials: readonly number[];
  spikes: ReadonlySet<number>;
  /** By neuron, of the last lesson. */
  changes: ReadonlyMap<number, Change>;
}

const SILENT: LayerState = { potentials: [], spikes: new Set(), changes: new Map() };

export class LayerView {
  readonly root: HTMLElement;
  readonly canvas = make('canvas');
  private readonly head = make('span');
  private width = 0;
  private columns = 1;
  private cell = 0;
  private state = SILENT;

  /** `pointed` is called with a neuron under the pointer, or null; `chosen` with one that was clicked. */
  constructor(
    readonly layer: number,
    readonly neurons: number,
    private readonly title: string,
    private readonly names: readonly string[] | null,
    pointed: (neuron: number | null) => void,
    chosen: (neuron: number) => void,
  ) {
    this.canvas.setAttribute('role', 'img');
    this.root = make('div', 'layer', make('div', 'layer-head', make('strong', '', title), this.head), this.canvas);
    this.root.dataset['layer'] = String(layer);
    this.canvas.addEventListener('pointermove', (event) => pointed(this.at(event)));
    this.canvas.addEventListener('pointerleave', () => pointed(null));
    this.canvas.addEventListener('click', (event) => {
      const neuron = this.at(event);
      if (neuron !== null) chosen(neuron);
    });
    onWidth(this.root, (width) => {
      this.width = width;
      this.render();
    });
  }

  show(state: LayerState | null): void {
    this.state = state ?? SILENT;
    this.render();
    const known = this.state.potentials.length > 0;
    const text = known
      ? `${count(this.state.spikes.size)} of ${count(this.neurons)} spike`
      : `${count(this.neurons)} neurons`;
    // Of the output, one always spikes; and the wires pass there.
    setText(this.head, this.names === null ? text : '');
    this.canvas.setAttribute('aria-label', `${this.title}: ${text}`);
    this.root.dataset['spikes'] = known ? String(this.state.spikes.size) : '';
  }

  /** What there is to say of a neuron. */
  describe(neuron: number): string {
    const potential = this.state.potentials[neuron];
    const name = this.names?.[neuron];
    const which = `${this.title}, neuron ${neuron}${name === undefined ? '' : ` (${name})`}`;
    if (potential === undefined) return `${which}.`;
    const change = this.state.changes.get(neuron);
    const taught =
      change === undefined ? '' : `; last lesson: ${count(change.up)} synapses up, ${count(change.down)} down`;
    return `${which}: potential ${signed(potential)}, ${this.state.spikes.has(neuron) ? 'spikes' : 'silent'}${taught}.`;
  }

  /** Middle of a neuron in CSS pixels of the canvas. */
  middle(neuron: number): { x: number; y: number } {
    const height = this.names === null ? this.cell : OUTPUT_HEIGHT;
    return {
      x: ((neuron % this.columns) + 0.5) * this.cell,
      y: (Math.floor(neuron / this.columns) + 0.5) * height,
    };
  }

  private at(event: PointerEvent | MouseEvent): number | null {
    const height = this.names === null ? this.cell : OUTPUT_HEIGHT;
    const column = Math.floor(event.offsetX / this.cell);
    const neuron = Math.floor(event.offsetY / height) * this.columns + column;
    return column < this.columns && neuron >= 0 && neuron < this.neurons ? neuron : null;
  }

  render(): void {
    const width = this.width;
    if (width === 0) return;
    const output = this.names !== null;
    const smallest = this.neurons > 1000 ? 5 : 12;
    const inOneRow = output && width / this.neurons >= 24;
    this.columns = inOneRow
      ? this.neurons
      : output
        ? columnsFor(this.neurons, width, 26, 80)
        : columnsFor(this.neurons, width, smallest, 18);
    this.cell = output ? width / this.columns : Math.min(22, width / this.columns);
    const rows = Math.ceil(this.neurons / this.columns);
    const height = output ? OUTPUT_HEIGHT : this.cell;
    const pen = prepare(this.canvas, width, Math.ceil(rows * height));
    if (pen === null) return;
    const highest = this.state.potentials.reduce((most, potential) => Math.max(most, Math.abs(potential)), 1);
    for (let neuron = 0; neuron < this.neurons; neuron += 1) {
      const x = (neuron % this.columns) * this.cell;
      const y = Math.floor(neuron / this.columns) * height;
      this.renderNeuron(pen, neuron, { x, y, width: this.cell, height, highest });
    }
  }

  private renderNeuron(
    pen: CanvasRenderingContext2D,
    neuron: number,
    box: { x: number; y: number; width: number; height: number; highest: number },
  ): void {
    const colours = palette();
    const potential = this.state.potentials[neuron];
    const spikes = this.state.spikes.has(neuron);
    const gap = Math.min(1.25, box.width * 0.12);
    const [x, y, width, height] = [box.x + gap, box.y + gap, box.width - 2 * gap, box.height - 2 * gap];
    // The root spreads small potentials, which are most.
    const depth = Math.sqrt(Math.abs(potential ?? 0) / box.highest);
    const silent = mix(colours.silent, colours.down, (potential ?? 0) < 0 ? depth * 0.8 : 0);
    const loud = this.names === null ? 0.55 + 0.45 * depth : 1;
    const fill = spikes ? mix(colours.silent, colours.up, loud) : silent;
    pen.fillStyle = css(fill);
    pen.beginPath();
    pen.roundRect(x, y, width, height, Math.min(3, width * 0.25));
    pen.fill();
    if (this.names !== null) {
      pen.fillStyle = css(spikes ? colours.panel : colours.ink);
      pen.font = `${spikes ? 700 : 500} 13px system-ui, sans-serif`;
      pen.textAlign = 'center';
      pen.textBaseline = 'middle';
      pen.fillText(this.names[neuron] ?? '', x + width / 2, y + height / 2 + 1, width - 4);
    } else if (spikes && width > 7) {
      pen.fillStyle = css(colours.panel, 0.9);
      pen.beginPath();
      pen.arc(x + width / 2, y + height / 2, Math.max(1.2, width * 0.14), 0, 2 * Math.PI);
      pen.fill();
    }
    const change = this.state.changes.get(neuron);
    if (change !== undefined) renderChange(pen, change.up >= change.down, x, y, width, height);
  }
}

const OUTPUT_HEIGHT = 34;

/** A bracket, open below for up and above for down: told apart without colour. */
function renderChange(
  pen: CanvasRenderingContext2D,
  up: boolean,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const [near, far] = up ? [y, y + height * 0.62] : [y + height, y + height * 0.38];
  pen.strokeStyle = css(palette().ink);
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(x + 0.5, far);
  pen.lineTo(x + 0.5, near);
  pen.lineTo(x + width - 0.5, near);
  pen.lineTo(x + width - 0.5, far);
  pen.stroke();
}

/** A view for each layer of a network. */
export function layerViews(model: Model, chosen: (layer: number, neuron: number) => void): LayerView[] {
  const text = byId('neuron');
  const sizes = model.layers.slice(1);
  const views: LayerView[] = sizes.map((neurons, layer) => {
    const last = layer === sizes.length - 1;
    const title = last ? 'Output' : `Layer ${layer + 1}`;
    return new LayerView(
      layer,
      neurons,
      title,
      last ? model.classes : null,
      (neuron) => {
        if (neuron !== null) setText(text, views[layer]?.describe(neuron) ?? '');
      },
      (neuron) => chosen(layer, neuron),
    );
  });
  byId('layers').replaceChildren(...views.map(({ root }) => root));
  return views;
}

/** What the layers show of a recognition and a lesson. */
export function layerStates(recognition: Recognised, lesson: Taught | null): LayerState[] {
  return recognition.layers.map(({ potentials, spikes }, layer) => ({
    potentials,
    spikes: new Set(spikes),
    changes: new Map(lesson?.changes[layer]?.neurons.map((change) => [change.neuron, change])),
  }));
}
