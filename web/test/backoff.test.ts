import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../src/backoff.js';

test('waits double up to the longest', () => {
  const backoff = new Backoff(500, 4000, () => 1);
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map(() => backoff.next()),
    [500, 1000, 2000, 4000, 4000, 4000],
  );
});

test('many attempts do not overflow', () => {
  const backoff = new Backoff(500, 15_000, () => 1);
  for (let attempt = 0; attempt < 5000; attempt += 1) backoff.next();
  assert.equal(backoff.next(), 15_000);
});

test('after success the first wait is short again', () => {
  const backoff = new Backoff(500, 4000, () => 1);
  backoff.next();
  backoff.next();
  backoff.reset();
  assert.equal(backoff.next(), 500);
});

test('chance shortens by a fifth at most', () => {
  assert.equal(new Backoff(500, 4000, () => 0).next(), 400);
  assert.equal(new Backoff(500, 4000, () => 0.5).next(), 450);
});
