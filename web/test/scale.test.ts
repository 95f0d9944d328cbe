import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accuracy, count, exactly, figure, percent, plural, rate, signed } from '../src/format.js';
import { columnsFor } from '../src/grid.js';
import { linear, roundStep, thin, ticks } from '../src/scale.js';

test('a linear scale meets both ends, upside down too', () => {
  const scale = linear([0, 10], [100, 0]);
  assert.deepEqual([0, 5, 10].map(scale), [100, 50, 0]);
  assert.equal(linear([3, 3], [7, 9])(3), 7);
});

test('steps are round', () => {
  assert.deepEqual([1, 1.1, 2.2, 2.6, 7, 0.03].map(roundStep), [1, 2, 2.5, 5, 10, 0.05]);
  assert.equal(roundStep(0), 1);
  assert.equal(roundStep(Number.NaN), 1);
});

test('ticks begin at zero and reach the highest', () => {
  assert.deepEqual(ticks(30, 3), [0, 10, 20, 30]);
  assert.deepEqual(ticks(0.29, 3), [0, 0.1, 0.2, 0.3]);
  for (const highest of [0.0123, 1, 7.7, 96, 12345]) {
    const values = ticks(highest, 4);
    assert.equal(values[0], 0);
    assert.ok((values.at(-1) as number) >= highest && values.length <= 6, `${highest}: ${values.join(' ')}`);
  }
});

test('thinning keeps both ends and the order', () => {
  const points = Array.from({ length: 1000 }, (_, index) => index);
  const few = thin(points, 10);
  assert.equal(few.length, 10);
  assert.equal(few[0], 0);
  assert.equal(few.at(-1), 999);
  assert.deepEqual(
    [...few].sort((one, other) => one - other),
    few,
  );
  assert.equal(thin(points, 1000), points);
});

test('columns fill the rows where they can', () => {
  assert.equal(columnsFor(200, 640, 12, 18), 40);
  assert.equal(200 % columnsFor(200, 328, 12, 18), 0);
  assert.equal(columnsFor(10, 640, 26, 80), 10);
  assert.equal(columnsFor(3, 640, 12, 18), 3);
  // A prime: as large as allowed.
  assert.equal(columnsFor(199, 640, 12, 18), 36);
});

test('numbers are written as people read them', () => {
  assert.deepEqual([15.94, 1.5, 0.0521, 236.5, 12_405, 0].map(figure), [
    '15.9',
    '1.50',
    '0.0521',
    '237',
    '12,400',
    '0',
  ]);
  assert.deepEqual([618_000, 9994, 1_204_000].map(rate), ['618 k', '9,994', '1.20 M']);
  assert.deepEqual([236.5, 254.23749999, 23.599999].map(exactly), ['236.5', '254.2', '23.6']);
  assert.equal(count(12_405), '12,405');
  assert.equal(percent(0.0312), '3.12 %');
  assert.equal(accuracy(1912, 2000), '95.60 %');
  assert.equal(accuracy(0, 0), 'none');
  assert.deepEqual([3, 0, -12].map(signed), ['+3', '0', '−12']);
  assert.deepEqual([plural(1, 'update'), plural(0, 'update')], ['1 update', '0 updates']);
});
