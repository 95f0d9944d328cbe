import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seedOf } from '../src/seed.js';

test('a seed is sent as a number as long as that is exact, then as its digits', () => {
  assert.deepEqual(['0', '7', '007', '9007199254740991'].map(seedOf), [0, 7, 7, 9007199254740991]);
  assert.deepEqual(['9007199254740993', '18446744073709551615'].map(seedOf), [
    '9007199254740993',
    '18446744073709551615',
  ]);
});
