import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { RANGES } from '../src/messages.js';

const page = readFileSync('index.html', 'utf8');

function attribute(id: string, name: string): number {
  const [tag = ''] = new RegExp(`<input [^>]*id="${id}"[^>]*>`).exec(page) ?? [];
  const [, value = ''] = new RegExp(` ${name}="([^"]*)"`).exec(tag) ?? [];
  return Number.parseFloat(value);
}

test('controls allow what the server takes', () => {
  const controls = {
    presentations: 'teach.presentations',
    rate: 'teach.learning_rate',
    rounds: 'practise.rounds',
    'train-epochs': 'train.epochs',
    'train-from': 'train.learning_rate.from',
    'train-to': 'train.learning_rate.to',
  } as const;
  for (const [id, path] of Object.entries(controls)) {
    assert.deepEqual([attribute(id, 'min'), attribute(id, 'max')], [...RANGES[path]], id);
  }
  const [least, most] = RANGES['name.name'];
  assert.deepEqual([least, attribute('own-name', 'maxlength')], [1, most]);
});

test('paces and steps are those that a run takes', () => {
  const options = (id: string) => {
    const [, body = ''] = new RegExp(`<select id="${id}">(.*?)</select>`, 's').exec(page) ?? [];
    return [...body.matchAll(/value="(\d+)"/g)].map(([, value]) => Number(value));
  };
  for (const [id, path] of [
    ['train-pace', 'train.images_per_second'],
    ['train-pace', 'speed.images_per_second'],
    ['train-step-images', 'step.images'],
  ] as const) {
    const [least, most] = RANGES[path];
    const values = options(id);
    assert.ok(values.length > 3 && values.every((value) => value >= least && value <= most), id);
  }
});
