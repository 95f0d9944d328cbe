import assert from 'node:assert/strict';
import { connected, pageTest, state, useBrowser } from './harness.js';
import { startServer } from './server.js';
import { drawDigit, settled } from './strokes.js';

useBrowser();

pageTest('a lost connection is said, and made anew', async ({ open }) => {
  // A server of its own, which is ended and started again.
  const first = await startServer();
  let second: Awaited<ReturnType<typeof startServer>> | undefined;
  try {
    const page = await open({ expected: /WebSocket connection to .* failed|ERR_CONNECTION_REFUSED/ });
    await page.goto(first.address);
    await connected(page);
    const winner = await drawDigit(page, 1);
    await page.click(`#classes button >> nth=${(winner + 1) % 10}`);
    await page.waitForSelector('#undo:enabled');
    await first.stop();
    await page.waitForSelector('body[data-connected="false"]');
    assert.match((await page.textContent('#banner-text')) ?? '', /is gone, unless you downloaded it/);
    assert.equal(await page.textContent('#answer-text'), 'No connection');
    assert.ok(await page.isVisible('#banner-retry'));
    await page.waitForTimeout(700);
    second = await startServer(first.port);
    await page.click('#banner-retry');
    await connected(page);
    assert.ok(await page.isHidden('#banner'));
    assert.match((await page.textContent('.notice.note')) ?? '', /The session began anew/);
    // The drawing is still there, and what was taught is not.
    assert.equal(await settled(page), winner);
    assert.ok(await page.isDisabled('#undo'));
    assert.equal(await state(page, 'connected'), 'true');
  } finally {
    await first.stop();
    await second?.stop();
  }
});
