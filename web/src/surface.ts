/** Canvases that are as sharp as the screen, and small pictures of pixels. */

import type { Colour } from './colours.js';

/** Makes the canvas so many CSS pixels wide and high, and empty. Null without a width: it is not shown. */
export function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const pen = canvas.getContext('2d');
  if (width === 0 || pen === null) return null;
  const density = Math.min(3, devicePixelRatio || 1);
  const columns = Math.round(width * density);
  const rows = Math.round(height * density);
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
    canvas.style.height = `${height}px`;
  }
  pen.setTransform(density, 0, 0, density, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** Shows one pixel for each value, `colour(index)`, in a canvas of `columns` x `rows`. */
export function showPixels(
  canvas: HTMLCanvasElement,
  columns: number,
  rows: number,
  colour: (index: number) => Colour,
): void {
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const pen = canvas.getContext('2d');
  if (pen === null || columns === 0 || rows === 0) return;
  const image = pen.createImageData(columns, rows);
  for (let index = 0; index < columns * rows; index += 1) paint(image, index, colour(index));
  pen.putImageData(image, 0, 0);
}

export function paint(image: ImageData, index: number, colour: Colour): void {
  image.data[4 * index] = colour[0];
  image.data[4 * index + 1] = colour[1];
  image.data[4 * index + 2] = colour[2];
  image.data[4 * index + 3] = 255;
}

/** Calls back with the width of an element when it has changed. (To ask for it costs a layout.) */
export function onWidth(element: Element, callback: (width: number) => void): void {
  let width = -1;
  new ResizeObserver((entries) => {
    const now = Math.round(entries.at(-1)?.contentRect.width ?? 0);
    if (now === width) return;
    width = now;
    callback(now);
  }).observe(element);
}
