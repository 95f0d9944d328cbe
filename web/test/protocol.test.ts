import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecodeError } from '../src/check.js';
import { decode, VersionError } from '../src/protocol.js';
import { MESSAGES } from './samples.js';

const hello = {
  type: 'hello',
  protocol: 1,
  software: 'apical 0.1.0',
  specification: 1,
  limits: { message_bytes: 1000, messages_per_second: 100 },
  data: ['builtin'],
  front_ends: ['threshold'],
  presets: [{ name: 'apical', summary: 'ours' }],
  preparing: null,
};
const blank = {
  type: 'recognition',
  request: 12,
  revision: 7,
  origin: 'drawing',
  truth: null,
  inverted: false,
  blank: true,
  pixels: 'AA==',
  server_us: 310,
};
const cost = { cycles: 34, nanojoules: 16, low: 10, high: 31, microseconds: 1.7, blocks: [] };
const seen = {
  ...blank,
  blank: false,
  input: [1],
  layers: [{ potentials: [-3, 4], spikes: [1] }],
  winner: 1,
  runner_up: 0,
  margin: 7,
  cost,
};

test('a greeting is read, with or without preparation', () => {
  assert.deepEqual(decode(JSON.stringify(hello)), hello);
  const preparing = { epoch: 3, epochs: 30 };
  assert.deepEqual(decode(JSON.stringify({ ...hello, preparing })), { ...hello, preparing });
});

test('another version is named, whatever else the greeting holds', () => {
  for (const protocol of [2, 0, '1', null]) {
    assert.throws(
      () => decode(JSON.stringify({ type: 'hello', protocol })),
      (error: Error) => {
        assert.ok(error instanceof VersionError);
        return error.message.includes('Reload the page');
      },
    );
  }
});

test('a type of a newer server is left alone, its fields too', () => {
  assert.equal(decode('{"type": "weather", "rain": true}'), null);
  assert.equal(decode('{"type": "toString"}'), null);
  assert.deepEqual(decode(JSON.stringify({ ...hello, more: 1 })), hello);
});

test('every message of the server is read as it was sent', () => {
  const kinds = new Set(MESSAGES.map(({ type }) => type));
  assert.equal(kinds.size, 11);
  for (const message of MESSAGES) assert.deepEqual(decode(JSON.stringify(message)), message);
});

/** The paths of all that is null in a value. */
function nulls(value: unknown, path: readonly string[] = []): string[][] {
  if (value === null) return [[...path]];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => nulls(inner, [...path, key]));
}

function without(value: object, [key = '', ...rest]: readonly string[]): object {
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value };
  if (rest.length === 0) delete copy[key];
  else copy[key] = without(copy[key] as object, rest);
  return copy;
}

test('what is null may as well be absent, in every message', () => {
  let tried = 0;
  for (const message of MESSAGES) {
    for (const path of nulls(message)) {
      tried += 1;
      const absent = without(message, path);
      assert.notDeepEqual(absent, message);
      assert.deepEqual(decode(JSON.stringify(absent)), message, path.join('.'));
    }
  }
  assert.ok(tried >= 20, `${tried} fields`);
});

test('a recognition without a digit has no answer', () => {
  assert.deepEqual(decode(JSON.stringify(blank)), blank);
});

test('a recognition needs its answer if it is not blank', () => {
  assert.deepEqual(decode(JSON.stringify(seen)), seen);
  for (const field of ['winner', 'layers', 'cost', 'input', 'margin']) {
    const damaged = { ...seen, [field]: undefined };
    assert.throws(() => decode(JSON.stringify(damaged)), new RegExp(`recognition\\.${field} is not`));
  }
});

test('a seed is a number, or the digits of one that is too large for that', () => {
  const model = MESSAGES.find(({ type }) => type === 'model');
  for (const seed of [0, 2 ** 53, '18446744073709551615']) {
    assert.deepEqual(decode(JSON.stringify({ ...model, seed })), { ...model, seed });
  }
  for (const seed of ['', '1.5', '-1', 'seven', null]) {
    assert.throws(() => decode(JSON.stringify({ ...model, seed })), /model\.seed is not a number/);
  }
});

test('what is damaged is named by its field', () => {
  const wrong = (change: object, message: RegExp) => {
    assert.throws(
      () => decode(JSON.stringify({ ...hello, ...change })),
      (error: Error) => {
        assert.ok(error instanceof DecodeError);
        return message.test(error.message);
      },
    );
  };
  wrong({ data: ['builtin', 3] }, /hello\.data\[1\] is not a text/);
  wrong({ limits: { message_bytes: '1', messages_per_second: 1 } }, /hello\.limits\.message_bytes is not a number/);
  wrong({ presets: null }, /hello\.presets is not a list/);
  assert.throws(() => decode('{'), /the message is not JSON/);
  assert.throws(() => decode('[]'), /type is not a text/);
  assert.throws(() => decode('null'), /the message is not an object/);
  assert.throws(() => decode('{"type": "training", "state": "lost"}'), /training\.state is not one of running, paused/);
  // JSON has no infinity, but a number may be too large for one.
  assert.throws(() => decode('{"type": "preparing", "epoch": 1e999, "epochs": 1}'), /preparing\.epoch is not a number/);
});
