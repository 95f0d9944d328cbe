import assert from 'node:assert/strict';
import type { WebSocketRoute } from 'playwright-core';
import { MESSAGES } from '../test/samples.js';
import { connected, pageTest, type PageContext, state, useBrowser } from './harness.js';
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
    // At once, though nobody is there; then by itself.
    await page.click('#banner-retry');
    assert.equal(await state(page, 'connected'), 'false');
    second = await startServer(first.port);
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

/** A page whose server is this test. */
async function pretend({ open, server }: PageContext, answer: (socket: WebSocketRoute) => void) {
  const page = await open();
  await page.routeWebSocket(/\/socket$/, answer);
  await page.goto(server.address);
  return page;
}

const HELLO = {
  type: 'hello',
  protocol: 1,
  software: 'apical 9',
  specification: 1,
  data: [],
  front_ends: [],
  presets: [],
  preparing: null,
  limits: { message_bytes: 100, messages_per_second: 100 },
};

pageTest('while the server prepares, progress is shown', async (context) => {
  const page = await pretend(context, (socket) => {
    socket.send(JSON.stringify({ ...HELLO, preparing: { epoch: 3, epochs: 30 } }));
    setTimeout(() => socket.send(JSON.stringify({ type: 'preparing', epoch: 15, epochs: 30 })), 100);
  });
  await page.waitForFunction(() => (document.getElementById('banner-progress') as HTMLProgressElement).value === 0.5);
  assert.ok(await page.isVisible('#banner-progress'));
  assert.match((await page.textContent('#banner-text')) ?? '', /trains its network first/);
  assert.equal(await page.textContent('#connection-text'), 'Preparing');
});

pageTest('a server of another version: reload, and no further attempt', async (context) => {
  let sockets = 0;
  const page = await pretend(context, (socket) => {
    sockets += 1;
    socket.send(JSON.stringify({ ...HELLO, protocol: 2 }));
  });
  await page.waitForSelector('#banner:not([hidden])');
  assert.match((await page.textContent('#banner-text')) ?? '', /version 2 .* Reload the page/);
  await page.waitForTimeout(1500);
  assert.equal(sockets, 1);
});

pageTest('a full server is said, and tried again later', async (context) => {
  let sockets = 0;
  const page = await pretend(context, (socket) => {
    sockets += 1;
    void socket.close({ code: 1013, reason: 'full' });
  });
  await page.waitForSelector('#banner:not([hidden])');
  assert.match((await page.textContent('#banner-text')) ?? '', /as many sessions as it takes/);
  await page.waitForTimeout(1500);
  assert.equal(sockets, 1);
  await page.click('#banner-retry');
  await page.waitForTimeout(200);
  assert.equal(sockets, 2);
});

pageTest('what a newer server adds is left alone; what is damaged is said', async (context) => {
  const page = await pretend(context, (socket) => {
    socket.send(JSON.stringify(HELLO));
    socket.send('{"type": "weather"}');
    socket.send(Buffer.from([99, 1]));
    socket.send('{"type": "accuracy", "revision": "seven"}');
  });
  await page.waitForSelector('.notice.error');
  assert.equal(await page.locator('.notice').count(), 1);
  assert.match((await page.textContent('.notice.error')) ?? '', /accuracy\.revision is not a number/);
});

pageTest('all that a server may send is shown, in any order, with and without what is optional', async (context) => {
  const all = MESSAGES.map((message) => JSON.stringify(message));
  const page = await pretend(context, (socket) => {
    for (const message of [...all, ...all.toReversed(), ...all]) socket.send(message);
  });
  await page.waitForSelector('body[data-connected="true"]');
  await page.waitForFunction(() => document.querySelectorAll('.notice').length > 0);
  const notices = (await page.locator('.notice').allTextContents()).join('\n');
  assert.match(notices, /class: 12 is out of range/);
  assert.doesNotMatch(notices, /does not understand/);
});
