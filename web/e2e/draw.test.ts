import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { keepPicture, pageTest, state, useBrowser } from './harness.js';
import { DIGITS, draw, drawDigit, settled } from './strokes.js';

useBrowser();

/** Of ten digits by mouse, at least so many must be recognised. */
const RECOGNISED = 8;

pageTest('digits drawn by mouse are recognised', async ({ open, test }) => {
  const page = await open();
  const answers: number[] = [];
  for (const digit of DIGITS.keys()) answers.push(await drawDigit(page, digit));
  const right = answers.filter((answer, digit) => answer === digit).length;
  test.diagnostic(`${right} of ${DIGITS.length} drawn digits recognised: ${answers.join(' ')}`);
  assert.ok(right >= RECOGNISED, `answers ${answers.join(' ')} to 0 to 9`);
  assert.match((await page.textContent('#image-energy')) ?? '', /^[\d.]+$/);
  assert.match((await page.textContent('#spikes-count')) ?? '', /^: \d+ of 784$/);
  assert.equal(await page.getAttribute('.layer[data-layer="2"]', 'data-spikes'), '1');
  await keepPicture(page, 'wide');
});

pageTest('it answers while a stroke is drawn, and an empty pad is not a digit', async ({ open }) => {
  const page = await open();
  assert.equal(await page.textContent('#answer-text'), 'Nothing drawn');
  const box = await page.locator('#pad').boundingBox();
  assert.ok(box !== null);
  await page.mouse.move(box.x + box.width / 2, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 40, { steps: 10 });
  // The pen is still down.
  await page.waitForSelector('body[data-winner]');
  await page.mouse.up();
  await page.click('#clear');
  assert.equal(await state(page, 'winner'), undefined);
  assert.equal(await page.textContent('#answer-text'), 'Nothing drawn');
  // No late answer brings it back.
  await page.waitForTimeout(300);
  assert.equal(await state(page, 'winner'), undefined);
  assert.ok(await page.isDisabled('#classes button >> nth=0'));
});

pageTest('a finger draws as a mouse does', async ({ open }) => {
  const page = await open({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } });
  const devices = await page.context().newCDPSession(page);
  const box = await page.locator('#pad').boundingBox();
  assert.ok(box !== null);
  const [stroke] = DIGITS[1] ?? [];
  const touch = async (type: 'touchStart' | 'touchMove', [x, y]: readonly [number, number]) => {
    const touchPoints = [{ x: box.x + x * box.width, y: box.y + y * box.height }];
    await devices.send('Input.dispatchTouchEvent', { type, touchPoints });
  };
  for (const [index, point] of (stroke ?? []).entries()) await touch(index === 0 ? 'touchStart' : 'touchMove', point);
  await devices.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  assert.equal(await settled(page), 1);
});

pageTest('test images are shown, and one that it gets wrong', async ({ open }) => {
  const page = await open();
  await page.click('#sample');
  await settled(page);
  assert.match((await page.textContent('#answer-text')) ?? '', /^Test image: \d, labelled \d/);
  await page.click('#mistake');
  await page.waitForSelector('#answer-digit[data-right="false"]');
  assert.match((await page.textContent('#answer-text')) ?? '', /: wrong$/);
  // It is on the pad, and one can draw on.
  await draw(page, [
    [
      [0.1, 0.1],
      [0.2, 0.1],
    ],
  ]);
  await page.waitForFunction(() => document.getElementById('answer-text')?.textContent?.startsWith('This is'));
});

pageTest('an image file is recognised as the drawing is; a damaged one changes nothing', async ({ open }) => {
  const page = await open();
  const drawn = await drawDigit(page, 0);
  // Dark ink on white paper, as a scan.
  const png = await page.evaluate(() => {
    const pad = document.getElementById('pad') as HTMLCanvasElement;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 200;
    const pen = canvas.getContext('2d');
    if (pen === null) return '';
    pen.fillStyle = 'white';
    pen.fillRect(0, 0, 200, 200);
    pen.drawImage(pad, 0, 0, 200, 200);
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  });
  await page.click('#clear');
  const file = { name: 'zero.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') };
  await page.setInputFiles('#image-file', file);
  await page.waitForFunction(() => document.getElementById('answer-text')?.textContent?.startsWith('The file:'));
  assert.equal(Number(await state(page, 'winner')), drawn);
  assert.ok(await page.isVisible('#inverted'));
  await page.setInputFiles('#image-file', { ...file, name: 'broken.png', buffer: Buffer.from('not a picture') });
  await page.waitForSelector('.notice.error');
  assert.equal(Number(await state(page, 'winner')), drawn);
  await page.click('.notice.error .dismiss');
  assert.equal(await page.locator('.notice').count(), 0);
});
