/** The panel "Weights": those of each neuron as a small picture, and of one neuron as a large one. */

import { inputSheet, type Sheet } from './bits.js';
import { type Colour, diverging, palette } from './colours.js';
import { byId, make, setText } from './dom.js';
import { signed } from './format.js';
import { showSheet } from './front-end.js';
import { columnsFor } from './grid.js';
import { type Model, RANGES } from './messages.js';
import type { Session } from './session.js';
import { onWidth, paint } from './surface.js';

const [, MOST_NEURONS] = RANGES['weights.count'];
/** CSS pixels across a small picture; what has more is scaled down. */
const WIDEST_TILE = 60;
/** Milliseconds between two looks at a network that is in training. */
const INTERVAL = 1000;

export class WeightsPanel {
  private readonly select = byId<HTMLSelectElement>('weights-layer');
  private readonly number = byId<HTMLInputElement>('weights-neuron');
  private readonly atlas = byId<HTMLCanvasElement>('atlas');
  private layer = 0;
  private neuron = 0;
  private values = new Int8Array();
  private tile: Sheet = { width: 0, height: 0, cells: new Int32Array() };
  private columns = 1;
  private isVisible = false;
  private isStale = true;
  private askedAt = 0;

  constructor(private readonly session: Session) {
    this.select.addEventListener('change', () => this.choose(Number(this.select.value), 0));
    this.number.addEventListener('input', () => {
      if (this.number.validity.valid && this.number.value !== '') this.choose(this.layer, Number(this.number.value));
    });
    this.atlas.addEventListener('click', (event) => this.click(event));
    new IntersectionObserver(
      (entries) => {
        this.isVisible = entries.at(-1)?.isIntersecting ?? false;
        if (this.isStale) this.ask();
      },
      { rootMargin: '200px' },
    ).observe(byId('weights-panel'));
    onWidth(byId('weights-panel'), () => this.render());
    session.hub.on('model', (model) => this.modelled(model));
    session.hub.on('recognition', () => this.describe());
    session.hub.on('cleared', () => this.describe());
    session.hub.on('theme', () => this.render());
    session.hub.on('training', ({ state }) => {
      if (state === 'running' && performance.now() - this.askedAt > INTERVAL) this.changed();
    });
    session.hub.on('weights', ({ layer, inputs, first, neurons, values }) => {
      if (layer !== this.layer || inputs * this.neurons !== this.values.length || first + neurons > this.neurons) return;
      this.values.set(values, first * inputs);
      this.atlas.dataset['loaded'] = String(layer);
      this.render();
    });
  }

  /** Shows a neuron of a layer. */
  choose(layer: number, neuron: number): void {
    const other = layer !== this.layer;
    this.layer = layer;
    this.neuron = Math.max(0, Math.min(this.neurons - 1, neuron));
    this.select.value = String(layer);
    if (other || Number(this.number.value) !== this.neuron) this.number.value = String(this.neuron);
    this.number.max = String(this.neurons - 1);
    if (other) {
      if (this.session.model !== null) this.tile = this.tileOf(this.session.model);
      this.values = new Int8Array(this.inputs * this.neurons);
      this.changed();
    }
    this.render();
  }

  private get inputs(): number {
    return this.session.model?.layers[this.layer] ?? 0;
  }

  private get neurons(): number {
    return this.session.model?.layers[this.layer + 1] ?? 0;
  }

  private modelled(model: Model): void {
    const names = model.layers
      .slice(1)
      .map((_, layer, all) => (layer === all.length - 1 ? 'Output' : `Layer ${layer + 1}`));
    if (this.select.options.length !== names.length) {
      this.select.replaceChildren(
        ...names.map((name, layer) => {
          const option = make('option', '', name);
          option.value = String(layer);
          return option;
        }),
      );
    }
    const layer = Math.min(this.layer, names.length - 1);
    this.layer = -1;
    this.choose(layer, this.neuron);
    const [lowest, highest] = range(model.format);
    setText(byId('weights-lowest'), signed(lowest));
    setText(byId('weights-highest'), signed(highest));
  }

  private changed(): void {
    this.isStale = true;
    if (this.isVisible) this.ask();
  }

  private ask(): void {
    if (this.neurons === 0) return;
    this.isStale = false;
    this.askedAt = performance.now();
    for (let first = 0; first < this.neurons; first += MOST_NEURONS) {
      const count = Math.min(MOST_NEURONS, this.neurons - first);
      this.session.request({ type: 'weights', layer: this.layer, first, count });
    }
  }

  /** The picture of one neuron: as its input bits are drawn, or as the layer before is. */
  private tileOf(model: Model): Sheet {
    if (this.layer === 0) return inputSheet(model);
    const width = columnsFor(this.inputs, 320, 12, 16);
    const height = Math.ceil(this.inputs / width);
    const cells = Int32Array.from({ length: width * height }, (_, index) => (index < this.inputs ? index : -1));
    return { width, height, cells };
  }

  private colour(neuron: number, input: number): Colour {
    const [lowest, highest] = range(this.session.model?.format ?? '');
    const weight = this.values[neuron * this.inputs + input] ?? 0;
    const share = weight < 0 ? weight / lowest : weight / highest;
    // The root spreads small weights, which are most.
    return diverging(Math.sign(weight) * Math.sqrt(share), palette());
  }

  private render(): void {
    if (this.neurons === 0) return;
    showSheet(byId('lens'), this.tile, (input) => this.colour(this.neuron, input));
    this.describe();
    this.renderAtlas(this.tile);
  }

  private renderAtlas({ width, height, cells }: Sheet): void {
    const shown = this.atlas.clientWidth;
    const pen = this.atlas.getContext('2d');
    if (shown === 0 || pen === null) return;
    const colours = palette();
    const most = Math.min(WIDEST_TILE, width);
    this.columns = columnsFor(this.neurons, shown, most * 0.8 + 1, Math.max(24, most) + 1);
    const across = this.columns * (width + 1) + 1;
    const down = Math.ceil(this.neurons / this.columns) * (height + 1) + 1;
    this.atlas.width = across;
    this.atlas.height = down;
    const image = pen.createImageData(across, down);
    for (let neuron = 0; neuron < this.neurons; neuron += 1) {
      const left = (neuron % this.columns) * (width + 1) + 1;
      const top = Math.floor(neuron / this.columns) * (height + 1) + 1;
      for (const [place, input] of cells.entries()) {
        if (input < 0) continue;
        paint(image, (top + Math.floor(place / width)) * across + left + (place % width), this.colour(neuron, input));
      }
    }
    pen.putImageData(image, 0, 0);
    pen.strokeStyle = `rgb(${colours.ink.join(' ')})`;
    pen.lineWidth = 2;
    const left = (this.neuron % this.columns) * (width + 1);
    pen.strokeRect(left + 0.5, Math.floor(this.neuron / this.columns) * (height + 1) + 0.5, width + 1, height + 1);
  }

  private click(event: MouseEvent): void {
    const { width, height } = this.tile;
    const scale = this.atlas.width / this.atlas.clientWidth;
    const column = Math.floor((event.offsetX * scale) / (width + 1));
    const neuron = Math.floor((event.offsetY * scale) / (height + 1)) * this.columns + column;
    if (column < this.columns && neuron < this.neurons) this.choose(this.layer, neuron);
  }

  private describe(): void {
    const recognition = this.session.recognition;
    const layer = recognition?.blank === false ? recognition.layers[this.layer] : undefined;
    const potential = layer?.potentials[this.neuron];
    const spikes = layer?.spikes.includes(this.neuron) === true;
    const state = potential === undefined ? '' : `: potential ${signed(potential)}, ${spikes ? 'spikes' : 'silent'}`;
    setText(byId('lens-text'), `Neuron ${this.neuron}${state}`);
  }
}

/** The least and the highest weight of a format such as w4g8. */
export function range(format: string): [lowest: number, highest: number] {
  const bits = Number(/^w(\d+)/.exec(format)?.[1] ?? 4);
  return [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}
