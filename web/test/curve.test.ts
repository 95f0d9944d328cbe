import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pointAt } from '../src/curve.js';
import type { CurvePoint } from '../src/messages.js';

function point(supply: number, scale: number): CurvePoint {
  const work = (factor: number) => ({
    nanojoules: 10 * factor,
    low: 5 * factor,
    high: 20 * factor,
    milliwatts: factor,
    images_per_second: 1000 * factor,
    cycles: 32,
    latency_us: 4,
  });
  return { supply, clock_mhz: 20 * scale, inference: work(scale), learning: work(2 * scale) };
}

const curve = [point(0.7, 1), point(0.8, 2), point(1.2, 4)];

test('a point of the curve is itself', () => {
  for (const there of curve) assert.deepEqual(pointAt(curve, there.supply), there);
});

test('every figure is interpolated between its neighbours', () => {
  const between = pointAt(curve, 1.0);
  assert.ok(between !== null);
  assert.ok(Math.abs(between.clock_mhz - 60) < 1e-9);
  assert.ok(Math.abs(between.inference.nanojoules - 30) < 1e-9);
  assert.ok(Math.abs(between.inference.low - 15) < 1e-9);
  assert.ok(Math.abs(between.learning.high - 120) < 1e-9);
  assert.ok(Math.abs(between.learning.images_per_second - 6000) < 1e-9);
  assert.equal(between.inference.cycles, 32);
  assert.equal(between.supply, 1.0);
});

test('the ends hold beyond them', () => {
  assert.equal(pointAt(curve, 0.5), curve[0]);
  assert.equal(pointAt(curve, 1.5), curve[2]);
});

test('a curve of one point, and of none', () => {
  assert.equal(pointAt([curve[1] as CurvePoint], 1), curve[1]);
  assert.equal(pointAt([], 1), null);
});
