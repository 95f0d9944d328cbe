/** `apical serve`, started for tests. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export interface Server {
  address: string;
  port: number;
  stop(): Promise<void>;
}

/** Milliseconds until it must have said its address. */
const PATIENCE = 30_000;

function program(): string {
  const named = process.env['APICAL_PROGRAM'];
  assert.ok(named, 'APICAL_PROGRAM must name the program `apical`');
  return named;
}

/** Runs a command of the program to its end, in a folder. */
export function runProgram(folder: string, ...words: string[]): void {
  const { status, stderr } = spawnSync(resolve(program()), words, { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, `apical ${words.join(' ')}: ${stderr}`);
}

/** Starts the program that APICAL_PROGRAM names; port 0: any that is free. `words`: further arguments of `serve`. */
export async function startServer(port = 0, ...words: string[]): Promise<Server> {
  const child = spawn(program(), ['serve', '--port', String(port), ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.on('data', (part: Buffer) => {
    log += part.toString();
  });
  const address = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no address after ${PATIENCE} ms: ${log}`)), PATIENCE);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`apical serve ended with ${code}: ${log}`)));
    createInterface(child.stdout).on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(line)?.[0];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return { address, port: Number(new URL(address).port), stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}
