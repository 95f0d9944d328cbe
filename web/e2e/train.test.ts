import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { keepPicture, pageTest, revision, useBrowser } from './harness.js';
import { drawDigit } from './strokes.js';

useBrowser();

async function images(page: Page): Promise<number> {
  return Number(await page.getAttribute('#train', 'data-images'));
}

async function reach(page: Page, state: string): Promise<void> {
  // Epochs take a program with checks a while on a machine that has other work.
  await page.waitForSelector(`body[data-training="${state}"]`, { timeout: 90_000 });
}

pageTest('a run starts, pauses, goes on by steps, and stops', async ({ open }) => {
  const page = await open();
  await drawDigit(page, 2);
  await page.selectOption('#train-pace', '1000');
  await page.click('#train-start');
  await reach(page, 'running');
  await page.waitForFunction(() => Number(document.getElementById('train')?.dataset['images']) > 100);
  assert.ok(await page.isDisabled('#classes button >> nth=0'), 'teaching waits for the run');
  await page.click('#train-pause');
  await reach(page, 'paused');
  const paused = await images(page);
  await page.waitForTimeout(400);
  assert.equal(await images(page), paused);
  await page.selectOption('#train-step-images', '100');
  await page.click('#train-step');
  await page.waitForFunction((at) => Number(document.getElementById('train')?.dataset['images']) === at, paused + 100);
  await reach(page, 'paused');
  assert.equal(await page.textContent('#train-pause'), 'Resume');
  await page.click('#train-pause');
  await reach(page, 'running');
  await page.click('#train-stop');
  await reach(page, 'stopped');
  assert.ok(await page.isEnabled('#train-start'));
});

pageTest('a run to its end draws its curves and gives another network', async ({ open }) => {
  const page = await open();
  const before = await revision(page);
  await drawDigit(page, 7);
  await page.fill('#train-epochs', '3');
  await page.click('#train-start');
  await reach(page, 'finished');
  await page.waitForFunction((old) => Number(document.body.dataset['revision']) > old, before);
  for (const curve of ['error', 'update', 'energy']) {
    const points = (await page.getAttribute(`#chart-${curve} polyline`, 'points')) ?? '';
    assert.ok(points.split(' ').length > 2, `${curve}: ${points}`);
    assert.match((await page.textContent(`#chart-${curve}-value`)) ?? '', /^[\d.]+ (%|nJ)$/);
  }
  assert.match(
    (await page.textContent('#train-state')) ?? '',
    /^Finished: .*, 3 of 3 epochs done\. Test accuracy [89]\d/,
  );
  assert.ok(await page.isEnabled('#undo'));
  await keepPicture(page, 'training');
});

pageTest('numbers out of range do not leave the form', async ({ open }) => {
  const page = await open();
  for (const wrong of ['0', '1001', '']) {
    await page.fill('#train-epochs', wrong);
    await page.click('#train-start');
    assert.equal(await page.getAttribute('body', 'data-training'), 'none');
  }
  await page.fill('#train-epochs', '1');
  for (const wrong of ['', '-1', '1.5', '18446744073709551616', '99999999999999999999']) {
    await page.fill('#train-seed', wrong);
    await page.click('#train-start');
    assert.equal(await page.getAttribute('body', 'data-training'), 'none', wrong);
  }
});

pageTest('a seed has 64 bits', async ({ open }) => {
  const page = await open();
  await page.fill('#train-seed', '18446744073709551615');
  await page.fill('#train-epochs', '1');
  await page.click('#train-start');
  await reach(page, 'finished');
  assert.equal(await page.locator('.notice').count(), 0);
});
