/** What the front end makes of the picture: spikes of pixels, maps of edges and bars beside their filters, levels. */

import { bitWords, filterName, filterSheet, levelMaps, type Maps, retinaMaps, type Sheet, sheetOf } from './bits.js';
import { type Colour, diverging, palette } from './colours.js';
import { byId, setText } from './dom.js';
import { count, plural } from './format.js';
import type { Model, RetinaView } from './messages.js';
import { showPixels } from './surface.js';

/** Shows a sheet in a canvas of its shape, `colour(cell)` for each of its cells. */
export function showSheet(canvas: HTMLCanvasElement, sheet: Sheet, colour: (cell: number) => Colour): void {
  const { width, height, cells } = sheet;
  const between = palette().panel;
  showPixels(canvas, width, height, (index) => {
    const cell = cells[index] ?? -1;
    return cell < 0 ? between : colour(cell);
  });
  canvas.style.aspectRatio = `${width} / ${height}`;
}

/** Bits of one kind, in a canvas with a caption. */
class Bits {
  private maps: Maps | null = null;
  private sheet: Sheet | null = null;

  constructor(private readonly id: string) {}

  become(maps: Maps | null): void {
    this.maps = maps;
    this.sheet = maps === null ? null : sheetOf(maps);
    byId(`${this.id}-figure`).hidden = maps === null;
  }

  /** `input`: null without a picture. */
  show(input: ReadonlySet<number> | null, what: string): void {
    if (this.maps === null || this.sheet === null) return;
    const colours = palette();
    const canvas = byId<HTMLCanvasElement>(this.id);
    showSheet(canvas, this.sheet, (bit) => (input?.has(bit) === true ? colours.up : colours.sunken));
    const all = this.maps.maps.flatMap(({ bits }) => bits);
    const set = all.filter((bit) => input?.has(bit) === true).length;
    const text = input === null ? '' : `: ${count(set)} of ${count(all.length)}`;
    setText(byId(`${this.id}-count`), text);
    const words = input === null ? 'no picture' : bitWords(this.maps, input);
    canvas.setAttribute('aria-label', `${what}${text}; ${words}`);
  }
}

export class FrontEndPictures {
  private readonly retina = new Bits('retina');
  private readonly levels = new Bits('levels');
  private model: Model | null = null;

  become(model: Model): void {
    this.model = model;
    const { front_end } = model;
    this.retina.become(retinaMaps(model));
    this.levels.become(levelMaps(model));
    byId('spikes-figure').hidden = front_end.retina !== null || front_end.levels !== null;
    if (front_end.retina !== null) describeRetina(front_end.retina);
    if (front_end.levels !== null) {
      const { code, count: levels } = front_end.levels;
      setText(byId('levels-text'), code === 'highest' ? `Highest of ${plural(levels, 'level')}` : plural(levels, 'level'));
    }
  }

  /** The bits that are set; null without a picture. */
  show(input: ReadonlySet<number> | null): void {
    const { width, height } = this.model?.image ?? { width: 28, height: 28 };
    const { retina } = this.model?.front_end ?? { retina: null };
    if (retina !== null) showFilters(retina);
    this.retina.show(input, 'Edges and bars found');
    this.levels.show(input, 'Levels reached');
    if (byId('spikes-figure').hidden) return;
    const colours = palette();
    const spikes = byId<HTMLCanvasElement>('spikes');
    showPixels(spikes, width, height, (index) => (input?.has(index) === true ? colours.up : colours.sunken));
    const text = input === null ? '' : `: ${count(input.size)} of ${count(width * height)}`;
    setText(byId('spikes-count'), text);
    spikes.setAttribute('aria-label', text === '' ? 'No input spikes' : `Input spikes${text} pixels`);
  }
}

/** `4 × 4`, on one line. */
function square(side: number): string {
  return `${side}\u00a0×\u00a0${side}`;
}

function describeRetina({ filters, pool, stride, kernel }: RetinaView): void {
  const step = stride === 1 ? '' : `, every ${stride} pixels`;
  setText(byId('filters-text'), `Edges and bars of ${square(kernel)}${step}; a bit for ${square(pool)} places`);
  byId('filters').setAttribute('aria-label', `Filters: ${filters.map(filterName).join(', ')}`);
}

function showFilters(retina: RetinaView): void {
  const { sheet, coefficients } = filterSheet(retina);
  const colours = palette();
  showSheet(byId('filters'), sheet, (cell) => diverging((coefficients[cell] ?? 0) / 2, colours));
}
