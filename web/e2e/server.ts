/** `apical serve`, started for tests. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Server {
  address: string;
  port: number;
  stop(): Promise<void>;
}

/** Milliseconds until it must have said its address. */
const PATIENCE = 30_000;

/** Starts the program that APICAL_PROGRAM names; port 0: any that is free. */
export async function startServer(port = 0): Promise<Server> {
  const program = process.env['APICAL_PROGRAM'];
  assert.ok(program, 'APICAL_PROGRAM must name the program `apical`');
  const child = spawn(program, ['serve', '--port', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
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
