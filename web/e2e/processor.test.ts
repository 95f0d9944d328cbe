import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { pageTest, useBrowser } from './harness.js';
import { drawDigit } from './strokes.js';

useBrowser();

async function figures(page: Page, row: string): Promise<number[]> {
  const cells = await page.locator(`#work tr[data-row="${row}"] td`).allTextContents();
  return cells.map((cell) => {
    const [, number = '', unit] = /^([\d.,]+)(?: (k|M))?/.exec(cell) ?? [];
    return Number(number.replaceAll(',', '')) * (unit === 'k' ? 1e3 : unit === 'M' ? 1e6 : 1);
  });
}

async function exact(page: Page): Promise<void> {
  await page.waitForSelector('#supply[data-exact="true"]');
}

pageTest('the supply voltage sets clock, power, energy and images a second', async ({ open }) => {
  const page = await open();
  await drawDigit(page, 3);
  await exact(page);
  const rows = ['nJ', 'mW', 'images/s', 'clock, MHz'];
  const own = await Promise.all(rows.map((row) => figures(page, row)));
  const energy = Number(await page.textContent('#image-energy'));
  await page.focus('#supply');
  await page.keyboard.press('End');
  await exact(page);
  const highest = await Promise.all(rows.map((row) => figures(page, row)));
  for (const [index, row] of rows.entries()) {
    for (const column of [0, 1]) {
      const [from, to] = [own[index]?.[column], highest[index]?.[column]];
      assert.ok(from !== undefined && to !== undefined && to > from, `${row}: ${from} to ${to}`);
    }
  }
  await page.waitForFunction((old) => Number(document.getElementById('image-energy')?.textContent) > old, energy);
  assert.match((await page.getAttribute('#supply', 'aria-valuetext')) ?? '', /volts, .* nanojoules an image/);
  await page.keyboard.press('Home');
  await exact(page);
  const lowest = await Promise.all(rows.map((row) => figures(page, row)));
  for (const [index, row] of rows.entries()) assert.ok((lowest[index]?.[0] ?? 0) < (own[index]?.[0] ?? 0), row);
  await page.click('#supply-own');
  await exact(page);
  assert.deepEqual(await Promise.all(rows.map((row) => figures(page, row))), own);
});

pageTest('another processor takes other energy, beside what was published', async ({ open }) => {
  const page = await open();
  await drawDigit(page, 3);
  const ours = await figures(page, 'nJ');
  assert.equal(ours.length, 2);
  assert.ok(await page.isHidden('#published-title'));
  await page.check('#presets input[value="park2019"]');
  await page.waitForSelector('#published-title:not([hidden])');
  const theirs = await figures(page, 'nJ');
  assert.equal(theirs.length, 3);
  assert.ok((theirs[0] ?? 0) > 5 * (ours[0] ?? Infinity), `${theirs[0]} nJ beside ${ours[0]} nJ`);
  assert.match((await page.locator('#work tr[data-row="nJ"] td').last().textContent()) ?? '', /236\.5/);
  await page.check('#presets input[value="apical"]');
  await page.waitForSelector('#published-title', { state: 'hidden' });
});

pageTest('the energy of an image is the sum of its blocks', async ({ open }) => {
  const page = await open();
  await drawDigit(page, 8);
  const values = await page.locator('#blocks .value').allTextContents();
  assert.ok(values.length >= 3, values.join(', '));
  const sum = values.reduce((total, value) => total + (value.startsWith('<') ? 0 : Number.parseFloat(value)), 0);
  const whole = Number(await page.textContent('#image-energy'));
  assert.ok(Math.abs(sum - whole) < 0.03 * whole, `${sum} nJ in blocks, ${whole} nJ in all`);
});

pageTest('weights of every layer are shown, and of the neuron that is chosen', async ({ open }) => {
  const page = await open();
  await page.locator('#weights-panel').scrollIntoViewIfNeeded();
  await page.waitForSelector('#atlas[data-loaded="0"]');
  const colours = () =>
    page.evaluate(() => {
      const canvas = document.getElementById('lens') as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return new Set(Array.from({ length: data.length / 4 }, (_, index) => `${data[4 * index]} ${data[4 * index + 2]}`))
        .size;
    });
  assert.ok((await colours()) > 3, 'weights of one neuron have several values');
  await page.fill('#weights-neuron', '17');
  assert.match((await page.textContent('#lens-text')) ?? '', /^Neuron 17/);
  await page.selectOption('#weights-layer', '2');
  await page.waitForSelector('#atlas[data-loaded="2"]');
  assert.equal(await page.getAttribute('#weights-neuron', 'max'), '9');
});
