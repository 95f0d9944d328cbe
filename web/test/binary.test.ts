import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, decodeBytes, encodeFile, encodePicture } from '../src/binary.js';
import { TO_PAGE, TO_SERVER } from './samples.js';

test('a picture is kind, number, columns, rows, ink', () => {
  const bytes = encodePicture(0x01020304, 3, 2, Uint8Array.of(1, 2, 3, 4, 5, 255));
  assert.deepEqual([...bytes], [1, 4, 3, 2, 1, 3, 0, 2, 0, 1, 2, 3, 4, 5, 255]);
});

test('a picture of another size than it says is refused', () => {
  assert.throws(() => encodePicture(1, 3, 2, new Uint8Array(5)), /5 pixels are not 3 x 2/);
});

test('files follow kind and number', () => {
  assert.deepEqual([...encodeFile('image', 7, Uint8Array.of(9, 8))], [2, 7, 0, 0, 0, 9, 8]);
  assert.deepEqual([...encodeFile('model', 0xffffffff, Uint8Array.of(9))], [3, 255, 255, 255, 255, 9]);
});

test('bytes are written as Rust reads them', () => {
  const kinds = new Set<string>();
  for (const { kind, hex, header, content } of TO_SERVER) {
    kinds.add(kind);
    const { request = 0, columns = 0, rows = 0 }: Record<string, number> = header;
    const bytes = Uint8Array.from(content);
    const written =
      kind === 'picture'
        ? encodePicture(request, columns, rows, bytes)
        : encodeFile(kind as 'image' | 'model', request, bytes);
    assert.equal(Buffer.from(written).toString('hex'), hex, kind);
  }
  assert.deepEqual([...kinds], ['picture', 'image', 'model']);
});

test('bytes are read as Rust writes them', () => {
  const read = TO_PAGE.map(({ hex }) => decodeBytes(Uint8Array.from(Buffer.from(hex, 'hex')).buffer));
  const expected = TO_PAGE.map(({ kind, header, content }) =>
    kind === 'weights'
      ? { kind, weights: { ...header, values: Int8Array.from(content) } }
      : { kind, file: Uint8Array.from(content) },
  );
  assert.deepEqual(read, expected);
});

function weights(inputs: number, first: number, values: number[]): ArrayBuffer {
  const bytes = new Uint8Array(13 + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 1);
  view.setUint32(1, 70000, true);
  view.setUint16(5, 2, true);
  view.setUint16(7, inputs, true);
  view.setUint16(9, first, true);
  view.setUint16(11, values.length / inputs, true);
  for (const [index, value] of values.entries()) view.setInt8(13 + index, value);
  return bytes.buffer;
}

test('weights are signed, neuron by neuron', () => {
  const message = decodeBytes(weights(3, 10, [1, -8, 7, 0, -1, 2]));
  assert.equal(message?.kind, 'weights');
  if (message?.kind !== 'weights') return;
  const { values, ...head } = message.weights;
  assert.deepEqual(head, { revision: 70000, layer: 2, inputs: 3, first: 10, neurons: 2 });
  assert.deepEqual([...values], [1, -8, 7, 0, -1, 2]);
});

test('weights that are cut off are refused', () => {
  const whole = weights(3, 0, [1, 2, 3]);
  assert.throws(() => decodeBytes(whole.slice(0, 15)), /weights is not 3 inputs of 1 neurons/);
  assert.throws(() => decodeBytes(whole.slice(0, 12)), /weights is not at least 13 bytes/);
  assert.throws(() => decodeBytes(new ArrayBuffer(0)), /longer than 0 bytes/);
});

test('a model file comes whole; a kind of a newer server is left alone', () => {
  const message = decodeBytes(Uint8Array.of(2, 5, 6).buffer);
  assert.deepEqual(message, { kind: 'model', file: Uint8Array.of(5, 6) });
  assert.equal(decodeBytes(Uint8Array.of(77, 1).buffer), null);
});

test('base64 is bytes', () => {
  assert.deepEqual([...bytesOf('AH//')], [0, 127, 255]);
  assert.deepEqual([...bytesOf('')], []);
});
