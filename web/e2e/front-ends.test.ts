import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { connected, keepPicture, pageTest, PHONE, revision, useBrowser, violations, WIDE } from './harness.js';
import { runProgram, startServer } from './server.js';
import { drawDigit } from './strokes.js';

useBrowser();

/** Pixels of a canvas in the colour of spikes. */
async function marked(page: Page, id: string): Promise<number> {
  return page.evaluate((name) => {
    const canvas = document.getElementById(name) as HTMLCanvasElement;
    const colour = getComputedStyle(document.documentElement).getPropertyValue('--up').trim();
    const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    // Of a copy: the page's own is not there to be read.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
    copy?.drawImage(canvas, 0, 0);
    const data = copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (wanted.every((value, channel) => data[at + channel] === value)) count += 1;
    }
    return count;
  }, id);
}

for (const colorScheme of ['light', 'dark'] as const) {
  const viewport = colorScheme === 'light' ? WIDE : PHONE;
  pageTest(`what a retina and levels make of a drawing is shown and said: ${colorScheme}`, async ({ open }) => {
    const folder = await mkdtemp(join(tmpdir(), 'apical-front-end-'));
    const page = await open({ colorScheme, viewport, reducedMotion: 'reduce' });
    const words = ['--data', 'builtin', '--limit', '2000', '--epochs', '2', '--out', 'm.safetensors'];
    runProgram(folder, 'train', '--front-end', 'retina+thermometer:3', ...words);
    const server = await startServer(0, '--model', join(folder, 'm.safetensors'));
    try {
      await page.goto(server.address);
      await connected(page);
      assert.equal(await page.textContent('#fact-front-end'), 'retina+thermometer:3');
      await page.waitForSelector('#presets input[value="retina"]:checked');
      assert.ok(await page.isHidden('#spikes'), 'pixels do not spike');
      assert.match((await page.getAttribute('#filters', 'aria-label')) ?? '', /^Filters: edge at 0°, .*bar at 150°$/);
      assert.match((await page.getAttribute('#retina', 'aria-label')) ?? '', /^Edges and bars found; no picture$/);

      await drawDigit(page, 1);
      for (const [id, all, first] of [
        ['retina', '1,176', 'edge at 90° \\+: \\d+'],
        ['levels', '2,352', 'level 1 \\(from 64\\): \\d+'],
      ] as const) {
        const said = (await page.getAttribute(`#${id}`, 'aria-label')) ?? '';
        const set = Number(new RegExp(`: (\\d+) of ${all};.*${first}`).exec(said)?.[1]);
        assert.ok(set > 10, said);
        assert.equal(await marked(page, id), set, `${id}: as many are drawn as are said`);
        const parts = [...said.slice(said.indexOf(';')).matchAll(/: (\d+)/g)].map(([, of]) => Number(of));
        assert.equal(
          parts.reduce((total, of) => total + of, 0),
          set,
          said,
        );
      }

      const before = await revision(page);
      await page.click('#classes button >> nth=7');
      await page.waitForFunction((old) => Number(document.body.dataset['revision']) > old, before);
      assert.match((await page.getAttribute('#lesson-map', 'aria-label')) ?? '', /: \d+ of 3,528$/);
      await page.locator('#weights-panel').scrollIntoViewIfNeeded();
      await page.waitForSelector('#atlas[data-loaded="0"]');
      assert.deepEqual(await violations(page), []);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= viewport.width, `the page is ${width} pixels wide`);
      await keepPicture(page, `front-end-${colorScheme}`);

      await page.click('#clear');
      assert.equal(await marked(page, 'retina'), 0);
    } finally {
      await server.stop();
      await rm(folder, { recursive: true });
    }
  });
}

pageTest('a run begins with the front end that was chosen', async ({ open }) => {
  const page = await open();
  assert.equal(await page.textContent('#fact-front-end'), 'threshold');
  assert.ok(await page.isHidden('#retina'));
  await page.uncheck('#train-fresh');
  assert.ok(await page.isDisabled('#train-front-end'), 'a network that is there has one');
  await page.check('#train-fresh');
  await page.selectOption('#train-front-end', 'retina');
  await page.fill('#train-epochs', '1');
  await page.click('#train-start');
  await page.waitForSelector('body[data-training="finished"]', { timeout: 90_000 });
  await page.waitForFunction(() => document.getElementById('fact-front-end')?.textContent === 'retina');
  await page.waitForSelector('#presets input[value="retina"]:checked');
  await drawDigit(page, 7);
  assert.ok((await marked(page, 'retina')) > 10);
  await page.click('#undo');
  await page.waitForFunction(() => document.getElementById('fact-front-end')?.textContent === 'threshold');
  await page.waitForSelector('#presets input[value="apical"]:checked');
  assert.ok((await page.isHidden('#retina')) && (await marked(page, 'spikes')) > 10);
  assert.equal(await page.locator('.notice').count(), 0);
});
