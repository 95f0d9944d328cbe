/** Scales of charts. */

/** Maps `domain` linearly to `range`. */
export function linear(domain: readonly [number, number], range: readonly [number, number]): (value: number) => number {
  const [from, to] = domain;
  const span = to - from;
  return (value) => range[0] + (span === 0 ? 0 : (value - from) / span) * (range[1] - range[0]);
}

/** The least of 1, 2, 2.5, 5 times a power of ten that is at least `size`. */
export function roundStep(size: number): number {
  if (!(size > 0) || !Number.isFinite(size)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= size * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Round values from 0 on, the last of them at least `highest`: about `count` steps. */
export function ticks(highest: number, count: number): number[] {
  const step = roundStep(highest / count);
  const steps = Math.max(1, Math.ceil(highest / step - 1e-9));
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** At most `most` of the points, evenly chosen, the last among them. */
export function thin<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points;
  const stride = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => points[Math.round(index * stride)] as T);
}
