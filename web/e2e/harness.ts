/** A browser, and pages in it that must stay free of errors. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type Server, startServer } from './server.js';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };

export interface Options extends BrowserContextOptions {
  /** As on a first visit: the tour is shown. */
  firstVisit?: boolean;
  /** Errors on the console that the test brings about. */
  expected?: RegExp;
}

/** What a test gets. */
export interface PageContext {
  server: Server;
  test: TestContext;
  /** Opens the page and waits until the session has begun. Closed, and its errors looked at, after the test. */
  open(options?: Options): Promise<Page>;
}

let browser: Browser;
let server: Server;

/** Starts browser and server for the tests of a file. Each page is a session of its own. */
export function useBrowser(): void {
  before(async () => {
    browser = await chromium.launch({ executablePath: browserPath(), args: FLAGS });
    server = await startServer();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
}

/** The browser that APICAL_CHROMIUM names, by its path or by a name that PATH knows. */
function browserPath(): string {
  const named = process.env['APICAL_CHROMIUM'] || '/usr/bin/chromium';
  if (named.includes('/') || named.includes('\\')) return named;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, named)).find((path) => existsSync(path)) ?? named;
}

export function pageTest(name: string, body: (context: PageContext) => Promise<void>): void {
  test(name, { timeout: 150_000 }, async (context) => {
    const ends: (() => Promise<void>)[] = [];
    const troubles: string[] = [];
    try {
      await body({
        server,
        test: context,
        open: async (options = {}) => {
          const opened = await openPage(options, troubles);
          ends.push(() => opened.context().close());
          await visit(opened, server.address);
          return opened;
        },
      });
    } finally {
      for (const end of ends) await end();
    }
    assert.deepEqual(troubles, [], 'errors of the page, or requests that left the host');
  });
}

async function openPage({ firstVisit = false, expected, ...options }: Options, troubles: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  if (!firstVisit) await context.addInitScript(() => localStorage.setItem('apical-tour', 'seen'));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => troubles.push(`page: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || expected?.test(message.text()) === true) return;
    troubles.push(`console: ${message.text()}`);
  });
  const local = (address: string) => {
    const { hostname, protocol } = new URL(address);
    return hostname === '127.0.0.1' || protocol === 'data:' || protocol === 'blob:';
  };
  page.on('request', (request) => {
    if (!local(request.url())) troubles.push(`request: ${request.url()}`);
  });
  page.on('websocket', (socket) => {
    if (!local(socket.url())) troubles.push(`socket: ${socket.url()}`);
  });
  return page;
}

async function visit(page: Page, address: string): Promise<void> {
  const response = await page.goto(address);
  assert.equal(response?.status(), 200);
  await connected(page);
}

export async function connected(page: Page): Promise<void> {
  // A server that has just been started trains its network first, which takes a program with checks a while.
  await page.waitForSelector('body[data-connected="true"][data-revision]', { timeout: 90_000 });
}

/** An attribute of the page's state, such as `winner`. */
export async function state(page: Page, name: string): Promise<string | undefined> {
  return page.evaluate((key) => document.body.dataset[key], name);
}

export async function revision(page: Page): Promise<number> {
  return Number(await state(page, 'revision'));
}

/** Waits until the accuracy of this revision was measured. */
export async function measured(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.getElementById('fact-accuracy')?.dataset['revision'] === document.body.dataset['revision'],
  );
}

/** Kept for people to look at; what is written does not decide a test. */
export async function keepPicture(page: Page, name: string, fullPage = true): Promise<void> {
  mkdirSync('artefacts', { recursive: true });
  await page.screenshot({ path: `artefacts/${name}.png`, fullPage });
}

/** What axe finds wrong with the page as it is. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof axe };
    const { violations: found } = await checker.run(document);
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
  });
}
