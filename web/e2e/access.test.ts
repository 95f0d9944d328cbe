import assert from 'node:assert/strict';
import { keepPicture, PHONE, pageTest, state, useBrowser, violations, WIDE } from './harness.js';
import { drawDigit, settled } from './strokes.js';

useBrowser();

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of [
    ['wide', WIDE],
    ['phone', PHONE],
  ] as const) {
    pageTest(`axe finds nothing: ${colorScheme}, ${size}`, async ({ open }) => {
      const page = await open({ colorScheme, viewport, reducedMotion: 'reduce', firstVisit: true });
      assert.equal(await page.getAttribute('html', 'data-theme'), colorScheme);
      assert.deepEqual(await violations(page), [], 'with the tour');
      await page.click('#tour-end');
      await drawDigit(page, 5);
      await page.click('#classes button >> nth=3');
      await page.waitForSelector('#undo:enabled');
      await page.check('#presets input[value="park2019"]');
      await page.waitForSelector('#published-title:not([hidden])');
      await page.setInputFiles('#model-file', { name: 'a', mimeType: '', buffer: Buffer.from('no model') });
      await page.waitForSelector('.notice');
      assert.deepEqual(await violations(page), [], 'in use');
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= viewport.width, `the page is ${width} pixels wide`);
      await page.click('.dismiss');
      await keepPicture(
        page,
        colorScheme === 'light' ? `${size}-${colorScheme}` : size === 'wide' ? 'dark' : 'phone-dark',
      );
    });
  }
}

pageTest('the keyboard alone is enough', async ({ open }) => {
  const page = await open();
  const press = async (key: string, times = 1) => {
    for (let time = 0; time < times; time += 1) await page.keyboard.press(key);
  };
  const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
  const tabTo = async (selector: string) => {
    for (let step = 0; step < 80; step += 1) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
      await press('Tab');
    }
    assert.fail(`${selector} is not reached by Tab, focus is at ${await focused()}`);
  };
  await tabTo('#pad');
  // A one: down from where the pen begins.
  await press(' ');
  await press('ArrowDown', 15);
  await press(' ');
  assert.equal(await settled(page), 1);
  // Raised, it leaves no ink.
  const before = await page.textContent('#spikes-count');
  await press('ArrowRight', 5);
  await page.waitForTimeout(200);
  assert.equal(await page.textContent('#spikes-count'), before);
  await tabTo('#classes button:nth-of-type(1)');
  await press('Enter');
  await page.waitForSelector('#undo:enabled');
  await tabTo('#undo');
  await press('Enter');
  await page.waitForSelector('#undo:disabled');
  await tabTo('#presets input');
  await press('ArrowRight');
  await page.waitForSelector('#presets input[value="park2019"]:checked');
  await tabTo('#supply');
  await press('ArrowRight');
  await tabTo('#train-start');
  await page.focus('#pad');
  await press('Delete');
  assert.equal(await state(page, 'winner'), undefined);
});

pageTest('with reduced motion the spikes stand still', async ({ open }) => {
  const page = await open({ reducedMotion: 'reduce' });
  await page.evaluate(() => {
    const seen: string[] = [];
    new MutationObserver(() => seen.push(document.getElementById('feedback')?.dataset['state'] ?? '')).observe(
      document.getElementById('feedback') as Node,
      { attributes: true, attributeFilter: ['data-state'] },
    );
    (document.body as HTMLElement & { states: string[] }).states = seen;
  });
  const winner = await drawDigit(page, 1);
  await page.locator('#rate').fill('40');
  await page.click(`#classes button >> nth=${(winner + 6) % 10}`);
  await page.waitForSelector('#feedback[data-state="arrived"]');
  const seen = await page.evaluate(() => (document.body as HTMLElement & { states: string[] }).states);
  assert.ok(!seen.includes('travelling'), seen.join(' '));
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
});

pageTest('the answer is told to a screen reader once it stays', async ({ open }) => {
  const page = await open();
  const winner = await drawDigit(page, 1);
  await page.waitForFunction(
    (digit) => document.getElementById('live')?.textContent?.startsWith(`This is ${digit}. `),
    winner,
  );
  await page.click('#clear');
  await page.waitForFunction(() => document.getElementById('live')?.textContent === 'Nothing drawn');
});

pageTest('the tour is shown once', async ({ open }) => {
  const page = await open({ firstVisit: true });
  assert.equal(await page.textContent('#tour-count'), 'Step 1 of 8');
  const titles = new Set<string>();
  for (let step = 1; step <= 8; step += 1) {
    assert.equal(await page.textContent('#tour-count'), `Step ${step} of 8`);
    assert.equal(await page.locator('.toured').count(), 1);
    titles.add((await page.textContent('#tour-title')) ?? '');
    await page.click('#tour-next');
  }
  assert.equal(titles.size, 8);
  assert.ok(await page.isHidden('#tour'));
  assert.equal(await page.locator('.toured').count(), 0);
  await page.reload();
  await page.waitForSelector('body[data-connected="true"]');
  assert.ok(await page.isHidden('#tour'));
  await page.click('#tour-start');
  assert.ok(await page.isVisible('#tour'));
  await page.keyboard.press('Escape');
  assert.ok(await page.isHidden('#tour'));
});

pageTest('light and dark can be chosen', async ({ open }) => {
  const page = await open({ colorScheme: 'light' });
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.click('#theme');
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
  assert.notEqual(await ground(), light);
  await page.reload();
  await page.waitForSelector('body[data-connected="true"]');
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
});
