/** Between the points of a curve over the supply voltage, until the exact answer is there. */

import type { CurvePoint, Work } from './messages.js';

/** The point at `volts`, each figure interpolated linearly; the ends hold beyond them. Null for an empty curve. */
export function pointAt(curve: readonly CurvePoint[], volts: number): CurvePoint | null {
  const above = curve.findIndex((point) => point.supply >= volts);
  const right = curve[above] ?? curve.at(-1);
  if (right === undefined) return null;
  const left = above > 0 ? curve[above - 1] : undefined;
  if (above < 0 || left === undefined) return right;
  const share = (volts - left.supply) / (right.supply - left.supply);
  const between = (from: number, to: number) => from + (to - from) * share;
  const work = (from: Work, to: Work): Work => ({
    nanojoules: between(from.nanojoules, to.nanojoules),
    low: between(from.low, to.low),
    high: between(from.high, to.high),
    milliwatts: between(from.milliwatts, to.milliwatts),
    images_per_second: between(from.images_per_second, to.images_per_second),
    cycles: between(from.cycles, to.cycles),
    latency_us: between(from.latency_us, to.latency_us),
  });
  return {
    supply: volts,
    clock_mhz: between(left.clock_mhz, right.clock_mhz),
    inference: work(left.inference, right.inference),
    learning: work(left.learning, right.learning),
  };
}
