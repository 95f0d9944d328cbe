/** Input bits as pictures: a small map for each kind of bit that a front end makes, side by side. */

import type { FilterView, Model, RetinaView } from './messages.js';

type View = Pick<Model, 'front_end' | 'image'>;

/** A map of bits that mean the same in different places. */
export interface BitMap {
  /** What its bits mean. */
  name: string;
  columns: number;
  rows: number;
  /** The bit in each place, row by row. */
  bits: readonly number[];
}

/** A picture of maps, or of filters. */
export interface Sheet {
  width: number;
  height: number;
  /** What each pixel stands for, row by row; -1 between maps. */
  cells: Int32Array;
}

/** The maps of a network's input bits, and how many of them stand in a row. */
export interface Maps {
  maps: BitMap[];
  across: number;
}

/** `30°`, `22.5°`. */
function degrees({ degrees: angle }: FilterView): string {
  return `${Number(angle.toFixed(1))}°`;
}

export function filterName(filter: FilterView): string {
  return `${filter.kind} at ${degrees(filter)}`;
}

/** Bits of levels come before those of a retina. */
function levelBits({ front_end, image }: View): number {
  return (front_end.levels?.count ?? 0) * image.width * image.height;
}

/** A column for each angle: edges with light below or on the right, with dark there, light bars, dark bars. */
export function retinaMaps(view: View): Maps | null {
  const { retina } = view.front_end;
  if (retina === null) return null;
  const first = levelBits(view);
  const maps = (['edge', 'bar'] as const).flatMap((kind) =>
    [0, 1].flatMap((sign) => {
      return retina.filters.flatMap((filter, index) => {
        if (filter.kind !== kind) return [];
        const bit = (_: unknown, field: number) => first + 2 * (retina.filters.length * field + index) + sign;
        const bits = Array.from({ length: retina.rows * retina.columns }, bit);
        const name = `${filterName(filter)} ${sign === 0 ? '+' : '−'}`;
        return [{ name, columns: retina.columns, rows: retina.rows, bits }];
      });
    }),
  );
  return { maps, across: retina.filters.length / 2 };
}

/** A map for each level; of values that are no picture one map, with a row for each level. */
export function levelMaps({ front_end, image: { width, height } }: View): Maps | null {
  const { levels } = front_end;
  if (levels === null) return null;
  const { count, thresholds } = levels;
  const values = width * height;
  if (width === 1 || height === 1) {
    // The lowest level at the bottom, as a thermometer has it.
    const bit = (_: unknown, index: number) => count * (index % values) + (count - 1 - Math.floor(index / values));
    const bits = Array.from({ length: values * count }, bit);
    return { maps: [{ name: 'levels', columns: values, rows: count, bits }], across: 1 };
  }
  const maps = Array.from({ length: count }, (_, level) => {
    const from = thresholds?.[level];
    const name = `level ${level + 1}${from === undefined ? '' : ` (from ${from})`}`;
    const bits = Array.from({ length: values }, (__, value) => count * value + level);
    return { name, columns: width, rows: height, bits };
  });
  return { maps, across: count <= 4 ? count : Math.ceil(Math.sqrt(1.5 * count)) };
}

/** The image itself: of a threshold, each pixel is a bit. */
function imageMap({ image: { width, height } }: View): Maps {
  const bits = Array.from({ length: width * height }, (_, pixel) => pixel);
  return { maps: [{ name: 'pixels', columns: width, rows: height, bits }], across: 1 };
}

/** Maps side by side with a pixel between them. */
export function sheetOf({ maps, across }: Maps): Sheet {
  const columns = maps[0]?.columns ?? 0;
  const rows = maps[0]?.rows ?? 0;
  const width = across * (columns + 1) - 1;
  const height = Math.ceil(maps.length / across) * (rows + 1) - 1;
  const cells = new Int32Array(Math.max(0, width * height)).fill(-1);
  for (const [index, map] of maps.entries()) {
    const left = (index % across) * (columns + 1);
    const top = Math.floor(index / across) * (rows + 1);
    for (const [place, bit] of map.bits.entries()) {
      cells[(top + Math.floor(place / columns)) * width + left + (place % columns)] = bit;
    }
  }
  return { width, height, cells };
}

/** One picture above another, with two pixels between them. */
function stacked(above: Sheet, below: Sheet): Sheet {
  const width = Math.max(above.width, below.width);
  const height = above.height + 2 + below.height;
  const cells = new Int32Array(width * height).fill(-1);
  for (const [sheet, top] of [
    [above, 0],
    [below, above.height + 2],
  ] as const) {
    const left = Math.floor((width - sheet.width) / 2);
    for (const [place, bit] of sheet.cells.entries()) {
      cells[(top + Math.floor(place / sheet.width)) * width + left + (place % sheet.width)] = bit;
    }
  }
  return { width, height, cells };
}

/** All input bits of a network in one picture. */
export function inputSheet(view: View): Sheet {
  const retina = retinaMaps(view);
  const levels = levelMaps(view);
  if (retina === null) return sheetOf(levels ?? imageMap(view));
  return levels === null ? sheetOf(retina) : stacked(sheetOf(retina), sheetOf(levels));
}

/** The filters, edges above bars; pixels count through all coefficients. */
export function filterSheet({ filters, kernel }: RetinaView): { sheet: Sheet; coefficients: number[] } {
  const ordered = [...filters.filter(({ kind }) => kind === 'edge'), ...filters.filter(({ kind }) => kind === 'bar')];
  const size = kernel * kernel;
  const maps = ordered.map((filter, index) => ({
    name: filterName(filter),
    columns: kernel,
    rows: kernel,
    bits: Array.from({ length: size }, (_, place) => index * size + place),
  }));
  const sheet = sheetOf({ maps, across: filters.length / 2 });
  return { sheet, coefficients: ordered.flatMap(({ coefficients }) => coefficients) };
}

/** What is set, in words: each map with its number of bits, but for those without one. */
export function bitWords({ maps }: Maps, input: ReadonlySet<number>): string {
  const words = maps.flatMap(({ name, bits }) => {
    const set = bits.reduce((sum, bit) => sum + (input.has(bit) ? 1 : 0), 0);
    return set === 0 ? [] : [`${name}: ${set}`];
  });
  return words.length === 0 ? 'none' : words.join(', ');
}
