import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, Paced } from '../src/paced.js';

/** A clock of 10 ms a frame. */
class Frames implements Clock {
  time = 0;
  private waiting: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  frame(callback: () => void): void {
    this.waiting.push(callback);
  }

  pass(frames: number): void {
    for (let frame = 0; frame < frames; frame += 1) {
      this.time += 10;
      const due = this.waiting;
      this.waiting = [];
      for (const callback of due) callback();
    }
  }
}

function start(interval = 0): { clock: Frames; paced: Paced; sent: number[] } {
  const clock = new Frames();
  const sent: number[] = [];
  const paced = new Paced(() => sent.push(clock.time), 50, interval, clock);
  return { clock, paced, sent };
}

test('many changes in a frame are sent once', () => {
  const { clock, paced, sent } = start();
  for (let change = 0; change < 5; change += 1) paced.changed();
  assert.deepEqual(sent, []);
  clock.pass(3);
  assert.deepEqual(sent, [10]);
});

test('the next waits for the answer', () => {
  const { clock, paced, sent } = start();
  paced.changed();
  clock.pass(1);
  paced.changed();
  clock.pass(2);
  assert.deepEqual(sent, [10]);
  paced.answer();
  clock.pass(1);
  assert.deepEqual(sent, [10, 40]);
});

test('after 50 ms it waits no longer', () => {
  const { clock, paced, sent } = start();
  paced.changed();
  clock.pass(1);
  paced.changed();
  clock.pass(10);
  assert.deepEqual(sent, [10, 60]);
});

test('answers do not make it faster than the interval', () => {
  const { clock, paced, sent } = start(30);
  for (let frame = 0; frame < 10; frame += 1) {
    paced.changed();
    paced.answer();
    clock.pass(1);
  }
  assert.deepEqual(sent, [10, 40, 70, 100]);
});

test('what was cancelled is not sent', () => {
  const { clock, paced, sent } = start();
  paced.changed();
  paced.cancel();
  clock.pass(5);
  assert.deepEqual(sent, []);
});
