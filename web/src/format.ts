/** Numbers as people read them. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** With separators: 12,405. */
export function count(value: number): string {
  return whole.format(value);
}

/** Three significant digits: 15.9, 1.50, 0.0521. */
export function figure(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 1000) return whole.format(Number(value.toPrecision(3)));
  return Number(value.toPrecision(3)).toFixed(Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
}

/** Four significant digits at most, as they were published: 236.5, 23.6. */
export function exactly(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** 618 k, 1.20 M. */
export function rate(value: number): string {
  if (value >= 999_500) return `${figure(value / 1e6)} M`;
  if (value >= 9_995) return `${figure(value / 1e3)} k`;
  return count(value);
}

/** A share as per cent: 0.0312 is 3.12 %. */
export function percent(share: number, digits = 2): string {
  return `${(share * 100).toFixed(digits)} %`;
}

/** Correct of tested. */
export function accuracy(correct: number, tested: number): string {
  return tested === 0 ? 'none' : percent(correct / tested);
}

/** With its sign, and a real minus. */
export function signed(value: number): string {
  return value > 0 ? `+${count(value)}` : count(value).replace('-', '−');
}

/** `1 image`, `3 images`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
