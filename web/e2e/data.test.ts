import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connected, keepPicture, pageTest, revision, state, useBrowser } from './harness.js';
import { runProgram, startServer } from './server.js';
import { draw, DIGITS, settled } from './strokes.js';

useBrowser();

/** A network of 10 x 10 pixels in two classes, whose data are gone. */
async function orphan(folder: string): Promise<string> {
  const lines = Array.from({ length: 120 }, (_, index) => {
    const label = index % 2;
    const ink = (column: number, row: number) => (column < 5) === (label === 0) && (column * row + index) % 5 !== 0;
    const pixels = Array.from({ length: 100 }, (_, pixel) => (ink(pixel % 10, Math.floor(pixel / 10)) ? 220 : 0));
    return [label, ...pixels].join(',');
  });
  const data = join(folder, 'halves.csv');
  await writeFile(data, `${lines.join('\n')}\n`);
  runProgram(folder, 'train', '--data', data, '--front-end', 'threshold', '--layers', '100,20,2', '--epochs', '2', '--out', 'halves.safetensors');
  await rm(data);
  return join(folder, 'halves.safetensors');
}

pageTest('a network whose data are gone: all but what takes images works, and the page says why', async ({ open }) => {
  const folder = await mkdtemp(join(tmpdir(), 'apical-orphan-'));
  const page = await open();
  const server = await startServer(0, '--model', await orphan(folder));
  try {
    await page.goto(server.address);
    await connected(page);
    await page.waitForSelector('#work tr[data-row="nJ"]');
    assert.equal(await page.locator('.notice').count(), 0, 'nothing is misunderstood');
    assert.equal(await page.textContent('#fact-accuracy'), 'no test images here');
    assert.match((await page.textContent('#overhead')) ?? '', /no images of this size here/);
    assert.deepEqual(await page.locator('#work tr[data-row="nJ"] td').allTextContents(), ['–', '–']);
    assert.match((await page.textContent('#work tr[data-row="clock, MHz"]')) ?? '', /20\.0/);
    assert.ok(await page.isHidden('#supply-chart'), 'there is no curve to draw');
    assert.equal(await page.textContent('#seen-size'), '10 × 10');
    assert.ok((await page.isDisabled('#sample')) && (await page.isDisabled('#mistake')));

    // It draws, answers and learns.
    await draw(page, DIGITS[1] ?? []);
    const winner = await settled(page);
    assert.ok(Number(await page.textContent('#image-energy')) > 0);
    const before = await revision(page);
    await page.click(`#classes button >> nth=${1 - winner}`);
    await page.waitForFunction((old) => Number(document.body.dataset['revision']) > old, before);
    assert.equal(await page.textContent('#teach-accuracy'), 'No test images of 10 × 10 pixels here');

    // Other processors and supplies are there, without a mean image.
    await page.check('#presets input[value="park2019"]');
    await page.waitForSelector('#published-title:not([hidden])');
    assert.match((await page.textContent('#overhead')) ?? '', /no images .* Published: learning costs 7\.5 % more/);
    await page.focus('#supply');
    await page.keyboard.press('End');
    await page.waitForSelector('#supply[data-exact="true"]');
    assert.equal(await page.locator('.notice').count(), 0);
    await keepPicture(page, 'without-data');

    // With images again, everything is.
    await page.fill('#train-epochs', '1');
    await page.click('#train-start');
    await page.waitForSelector('body[data-training="finished"]');
    await page.waitForFunction(() => /of 2,000$/.test(document.getElementById('fact-accuracy')?.textContent ?? ''));
    assert.match((await page.textContent('#work tr[data-row="nJ"]')) ?? '', /\d/);
    assert.ok((await page.isEnabled('#sample')) && (await page.isVisible('#supply-chart')));
    assert.equal(await state(page, 'connected'), 'true');
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
});
