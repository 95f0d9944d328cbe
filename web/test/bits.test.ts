import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitWords, filterSheet, inputSheet, levelMaps, retinaMaps, sheetOf } from '../src/bits.js';
import type { FrontEndView, RetinaView } from '../src/messages.js';

const filter = (kind: 'edge' | 'bar', degrees: number, middle: number) => ({
  kind,
  degrees,
  coefficients: Array.from({ length: 9 }, (_, index) => (index === 4 ? middle : -1)),
});
/** Two angles over fields of two rows and three columns: 48 bits. */
const RETINA: RetinaView = {
  columns: 3,
  rows: 2,
  pool: 2,
  stride: 1,
  kernel: 3,
  filters: [filter('edge', 0, 0), filter('bar', 0, 2), filter('edge', 22.5, 1), filter('bar', 22.5, 2)],
};
const THRESHOLD: FrontEndView = { name: 'threshold', inverted: false, levels: null, retina: null };
const LEVELS: FrontEndView['levels'] = { count: 3, code: 'highest', thresholds: [64, 128, 192] };
const image = { width: 6, height: 4 };

/** Bits of a picture in ascending order. */
function shown(front_end: FrontEndView, size = image): number[] {
  const { cells, width, height } = inputSheet({ front_end, image: size });
  assert.equal(cells.length, width * height);
  return [...cells].filter((bit) => bit >= 0).sort((a, b) => a - b);
}

const upTo = (count: number) => Array.from({ length: count }, (_, bit) => bit);

test('every input bit is shown once', () => {
  assert.deepEqual(shown(THRESHOLD), upTo(24));
  assert.deepEqual(shown({ ...THRESHOLD, levels: LEVELS }), upTo(72));
  assert.deepEqual(shown({ ...THRESHOLD, retina: RETINA }), upTo(48));
  assert.deepEqual(shown({ ...THRESHOLD, levels: LEVELS, retina: RETINA }), upTo(72 + 48));
  for (const size of [
    { width: 5, height: 1 },
    { width: 1, height: 5 },
  ]) {
    assert.deepEqual(shown({ ...THRESHOLD, levels: LEVELS }, size), upTo(15));
  }
});

test('maps of a retina are in columns of an angle, and after the levels', () => {
  const alone = retinaMaps({ front_end: { ...THRESHOLD, retina: RETINA }, image });
  assert.deepEqual(
    alone?.maps.map(({ name }) => name),
    ['edge', 'bar'].flatMap((kind) =>
      ['+', '−'].flatMap((sign) => ['0°', '22.5°'].map((angle) => `${kind} at ${angle} ${sign}`)),
    ),
  );
  assert.equal(alone?.across, 2);
  // Bit 2 * (filters * field + filter) + sign.
  assert.deepEqual(alone?.maps[0]?.bits, [0, 8, 16, 24, 32, 40]);
  assert.deepEqual(alone?.maps[7]?.bits, [7, 15, 23, 31, 39, 47]);
  const behind = retinaMaps({ front_end: { ...THRESHOLD, levels: LEVELS, retina: RETINA }, image });
  assert.deepEqual(behind?.maps[0]?.bits[0], 72);
});

test('maps of levels say from where on, and how many stand in a row', () => {
  const maps = levelMaps({ front_end: { ...THRESHOLD, levels: LEVELS }, image });
  assert.deepEqual(
    maps?.maps.map(({ name, bits }) => [name, bits[1]]),
    [
      ['level 1 (from 64)', 3],
      ['level 2 (from 128)', 4],
      ['level 3 (from 192)', 5],
    ],
  );
  assert.equal(maps?.across, 3);
  const seven = levelMaps({ front_end: { ...THRESHOLD, levels: { ...LEVELS, count: 7, thresholds: null } }, image });
  assert.deepEqual([seven?.across, seven?.maps[0]?.name], [4, 'level 1']);
});

test('values that are no picture have a column each, the lowest level at the bottom', () => {
  const maps = levelMaps({ front_end: { ...THRESHOLD, levels: LEVELS }, image: { width: 2, height: 1 } });
  assert.deepEqual(maps?.maps[0]?.bits, [2, 5, 1, 4, 0, 3]);
});

test('maps stand side by side with a pixel between them', () => {
  const map = (first: number) => ({ name: '', columns: 2, rows: 1, bits: [first, first + 1] });
  const { width, height, cells } = sheetOf({ maps: [map(0), map(2), map(4)], across: 2 });
  assert.deepEqual([width, height], [5, 3]);
  assert.deepEqual([...cells], [0, 1, -1, 2, 3, -1, -1, -1, -1, -1, 4, 5, -1, -1, -1]);
});

test('filters are drawn with edges above bars', () => {
  const { sheet, coefficients } = filterSheet(RETINA);
  assert.deepEqual([sheet.width, sheet.height], [7, 7]);
  const at = (column: number, row: number) => coefficients[sheet.cells[row * 7 + column] ?? -1];
  assert.deepEqual([at(1, 1), at(5, 1), at(1, 5), at(5, 5), at(0, 0)], [0, 1, 2, 2, -1]);
});

test('what is set is said of each map that has some', () => {
  const maps = levelMaps({ front_end: { ...THRESHOLD, levels: LEVELS }, image });
  assert.ok(maps !== null);
  assert.equal(bitWords(maps, new Set([0, 3, 5])), 'level 1 (from 64): 2, level 3 (from 192): 1');
  assert.equal(bitWords(maps, new Set()), 'none');
});
