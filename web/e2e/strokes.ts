/** Digits as a hand draws them: strokes of points, in a square of side 1. */

import type { Page } from 'playwright-core';

type Point = readonly [x: number, y: number];
type Stroke = readonly Point[];

/** Part of an ellipse; degrees clockwise from the right. */
function arc(x: number, y: number, width: number, height: number, from: number, to: number): Point[] {
  const steps = Math.max(4, Math.round(Math.abs(to - from) / 24));
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    return [x + (width / 2) * Math.cos(angle), y + (height / 2) * Math.sin(angle)] as const;
  });
}

export const DIGITS: readonly (readonly Stroke[])[] = [
  [arc(0.5, 0.5, 0.42, 0.66, -90, 270)],
  [
    [
      [0.53, 0.16],
      [0.5, 0.5],
      [0.47, 0.85],
    ],
  ],
  [[...arc(0.48, 0.34, 0.36, 0.34, -170, 40), [0.5, 0.62], [0.3, 0.82], [0.5, 0.81], [0.74, 0.82]]],
  [[...arc(0.46, 0.33, 0.36, 0.32, -150, 90), ...arc(0.46, 0.66, 0.42, 0.36, -90, 140)]],
  [
    [
      [0.34, 0.18],
      [0.32, 0.38],
      [0.34, 0.52],
      [0.5, 0.54],
      [0.68, 0.5],
    ],
    [
      [0.67, 0.2],
      [0.66, 0.5],
      [0.64, 0.84],
    ],
  ],
  [[[0.68, 0.18], [0.4, 0.19], [0.37, 0.46], ...arc(0.48, 0.63, 0.38, 0.36, -110, 140)]],
  [[[0.6, 0.15], [0.45, 0.32], [0.36, 0.55], ...arc(0.5, 0.67, 0.32, 0.32, 180, -180)]],
  [
    [
      [0.28, 0.2],
      [0.5, 0.19],
      [0.7, 0.2],
      [0.6, 0.42],
      [0.5, 0.62],
      [0.44, 0.85],
    ],
  ],
  [[...arc(0.5, 0.33, 0.3, 0.3, 90, -270), ...arc(0.5, 0.67, 0.36, 0.36, -90, 270)]],
  [[...arc(0.48, 0.35, 0.32, 0.34, 0, -360), [0.62, 0.55], [0.57, 0.85]]],
];

/** Draws strokes on the pad by the mouse. */
export async function draw(page: Page, strokes: readonly Stroke[]): Promise<void> {
  await page.locator('#pad').scrollIntoViewIfNeeded();
  const box = await page.locator('#pad').boundingBox();
  if (box === null) throw new Error('the pad is not there');
  for (const [first, ...rest] of strokes) {
    if (first === undefined) continue;
    const move = ([x, y]: Point) => page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    await move(first);
    await page.mouse.down();
    // In their order, but none waits for what the one before it made the page draw, as with a real mouse.
    await Promise.all(rest.map(move));
    await page.mouse.up();
  }
}

/** Draws a digit and waits for its answer; the winner. */
export async function drawDigit(page: Page, digit: number): Promise<number> {
  await page.click('#clear');
  await page.waitForSelector('body:not([data-winner])');
  await draw(page, DIGITS[digit] ?? []);
  return settled(page);
}

/** The winner, once it stays the same for a while. */
export async function settled(page: Page): Promise<number> {
  await page.waitForSelector('body[data-winner]');
  await page.waitForFunction(
    () => {
      const now = document.getElementById('answer-detail')?.textContent ?? '';
      const seen = document.body as HTMLElement & { seen?: string; since?: number };
      if (seen.seen !== now) {
        seen.seen = now;
        seen.since = performance.now();
      }
      return performance.now() - (seen.since ?? 0) > 150;
    },
    undefined,
    { polling: 50 },
  );
  return Number(await page.evaluate(() => document.body.dataset['winner']));
}
