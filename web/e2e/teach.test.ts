import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { keepPicture, measured, pageTest, revision, state, useBrowser } from './harness.js';
import { drawDigit, settled } from './strokes.js';

useBrowser();

/** Teaches what is on the pad as `label`, with a rate that surely moves it. */
async function teach(page: Page, label: number): Promise<void> {
  await page.locator('#rate').fill('40');
  await page.locator('#presentations').fill('32');
  const before = await revision(page);
  await page.click(`#classes button >> nth=${label}`);
  await page.waitForFunction((old) => Number(document.body.dataset['revision']) > old, before);
}

pageTest('it learns from one image, tells what changed, and takes it back', async ({ open }) => {
  const page = await open();
  await measured(page);
  const first = await drawDigit(page, 1);
  const other = (first + 6) % 10;
  await teach(page, other);
  await page.waitForSelector(`body[data-winner="${other}"]`);
  await page.waitForSelector('#feedback[data-state="arrived"]');
  assert.match((await page.textContent('#lesson-text')) ?? '', /Two spikes travelled back/);
  assert.ok((await page.locator('#lesson-layers tr').count()) === 3);
  assert.match((await page.textContent('#taught')) ?? '', /^\d+ images? learned, [1-9]\d* updates?:/);
  assert.equal(await page.getAttribute('#update-state', 'data-state'), 'updated');
  await measured(page);
  assert.match((await page.textContent('#teach-accuracy')) ?? '', /% → .*% [+−]?\d+ of/);
  await keepPicture(page, 'teaching');
  assert.equal(await page.textContent('#undo'), 'Undo (1)');
  await page.click('#undo');
  await page.waitForSelector(`body[data-winner="${first}"]`);
  assert.ok(await page.isDisabled('#undo'));
});

pageTest('a class gets a name and examples, which are practised', async ({ open }) => {
  const page = await open();
  await drawDigit(page, 4);
  await page.selectOption('#own-class', '9');
  await page.fill('#own-name', 'chair');
  await page.press('#own-name', 'Enter');
  await page.waitForSelector('#classes button >> text="chair"');
  await page.click('#keep');
  await page.waitForFunction(() => document.getElementById('examples')?.textContent?.includes('chair: 1'));
  await page.locator('#rate').fill('40');
  await page.locator('#rounds').fill('32');
  await page.click('#practise');
  await page.waitForSelector('body[data-winner="9"]');
  assert.equal(await page.textContent('#answer-digit'), 'chair');
  await page.click('#forget');
  await page.waitForFunction(() => document.getElementById('examples')?.textContent === 'No example kept.');
  assert.ok(await page.isDisabled('#practise'));
  await page.fill('#own-name', '   ');
  await page.click('#rename');
  assert.match((await page.textContent('.notice.error')) ?? '', /1 to 24 characters/);
});

pageTest('a model file is downloaded, and brings back what was taught', async ({ open }) => {
  const page = await open();
  const first = await drawDigit(page, 1);
  const other = (first + 6) % 10;
  await teach(page, other);
  await page.waitForSelector(`body[data-winner="${other}"]`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  assert.match(download.suggestedFilename(), /\.safetensors$/);
  const file = await readFile(await download.path());
  assert.ok(file.length > 100_000, `${file.length} bytes`);
  await page.click('#reset');
  await page.waitForSelector(`body[data-winner="${first}"]`);
  await page.setInputFiles('#model-file', {
    name: 'mine.safetensors',
    mimeType: 'application/octet-stream',
    buffer: file,
  });
  await page.waitForSelector(`body[data-winner="${other}"]`);
  assert.match((await page.textContent('.notice.note')) ?? '', /mine\.safetensors is the network now/);
});

pageTest('a damaged model file is refused, and nothing is lost', async ({ open }) => {
  const page = await open();
  const first = await drawDigit(page, 1);
  const other = (first + 6) % 10;
  await teach(page, other);
  await page.waitForSelector(`body[data-winner="${other}"]`);
  const before = await revision(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  const whole = await readFile(await download.path());
  for (const buffer of [Buffer.from('no model'), whole.subarray(0, whole.length / 2)]) {
    await page.setInputFiles('#model-file', {
      name: 'broken.safetensors',
      mimeType: 'application/octet-stream',
      buffer,
    });
    await page.waitForSelector('.notice.error');
    assert.ok(((await page.textContent('.notice.error p')) ?? '').length > 10);
    await page.click('.notice.error .dismiss');
  }
  assert.equal(await revision(page), before);
  assert.equal(await state(page, 'connected'), 'true');
  await page.click('#clear');
  assert.equal(await drawDigit(page, 1), other);
});

pageTest('two sessions do not see each other', async ({ open }) => {
  const [one, two] = [await open(), await open()];
  const first = await drawDigit(one, 1);
  assert.equal(await drawDigit(two, 1), first);
  const before = await revision(two);
  const other = (first + 6) % 10;
  await teach(one, other);
  await one.waitForSelector(`body[data-winner="${other}"]`);
  assert.equal(await revision(two), before);
  assert.equal(await drawDigit(two, 1), first);
  assert.equal(await settled(one), other);
  assert.ok(await two.isDisabled('#undo'));
});
