/** The colours of the style sheet, for canvases. */

export type Colour = readonly [red: number, green: number, blue: number];

export interface Palette {
  ink: Colour;
  muted: Colour;
  up: Colour;
  down: Colour;
  silent: Colour;
  middle: Colour;
  panel: Colour;
  sunken: Colour;
  line: Colour;
  accent: Colour;
}

const NAMES = ['ink', 'muted', 'up', 'down', 'silent', 'middle', 'panel', 'sunken', 'line', 'accent'] as const;
let known: Palette | null = null;

export function palette(): Palette {
  if (known !== null) return known;
  const style = getComputedStyle(document.documentElement);
  const colours = NAMES.map((name) => [name, parseHex(style.getPropertyValue(`--${name}`))]);
  known = Object.fromEntries(colours) as Palette;
  return known;
}

/** After light became dark, or the other way around. */
export function forgetPalette(): void {
  known = null;
}

/** `#rrggbb`; black if it is not. */
export function parseHex(text: string): Colour {
  const digits = /^\s*#([0-9a-f]{6})\s*$/i.exec(text)?.[1];
  if (digits === undefined) return [0, 0, 0];
  const number = Number.parseInt(digits, 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

export function mix(from: Colour, to: Colour, share: number): Colour {
  const between = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [between(0), between(1), between(2)];
}

/** From `down` at -1 over `middle` to `up` at 1. */
export function diverging(value: number, colours: Palette): Colour {
  const share = Math.min(1, Math.abs(value));
  return mix(colours.middle, value < 0 ? colours.down : colours.up, share);
}

export function css(colour: Colour, opacity = 1): string {
  return `rgb(${colour[0]} ${colour[1]} ${colour[2]} / ${opacity})`;
}
