/** Binary messages: docs/live-page.md, "as binary". All numbers are little-endian. */

import { DecodeError } from './check.js';

export const PICTURE = 1;
export const IMAGE_FILE = 2;
export const MODEL_FILE = 3;
const HEADER = 5;

/** Weights of neurons `first` .. of a layer, neuron by neuron. */
export interface Weights {
  revision: number;
  layer: number;
  inputs: number;
  first: number;
  count: number;
  values: Int8Array;
}

export type ServerBytes = { kind: 'weights'; weights: Weights } | { kind: 'model'; file: Uint8Array };

/** `ink`: a byte a pixel, row by row, 0 none to 255 full. */
export function encodePicture(
  request: number,
  columns: number,
  rows: number,
  ink: Uint8Array,
): Uint8Array<ArrayBuffer> {
  if (ink.length !== columns * rows) throw new RangeError(`${ink.length} pixels are not ${columns} x ${rows}`);
  const bytes = new Uint8Array(HEADER + 4 + ink.length);
  const view = header(bytes, PICTURE, request);
  view.setUint16(HEADER, columns, true);
  view.setUint16(HEADER + 2, rows, true);
  bytes.set(ink, HEADER + 4);
  return bytes;
}

export function encodeFile(
  kind: typeof IMAGE_FILE | typeof MODEL_FILE,
  request: number,
  file: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER + file.length);
  header(bytes, kind, request);
  bytes.set(file, HEADER);
  return bytes;
}

function header(bytes: Uint8Array<ArrayBuffer>, kind: number, request: number): DataView {
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setUint32(1, request, true);
  return view;
}

/** Null: a kind that this page does not know. */
export function decodeBytes(buffer: ArrayBuffer): ServerBytes | null {
  const view = new DataView(buffer);
  if (buffer.byteLength === 0) throw new DecodeError('a binary message', 'longer than 0 bytes');
  switch (view.getUint8(0)) {
    case 1:
      return { kind: 'weights', weights: weights(view) };
    case 2:
      return { kind: 'model', file: new Uint8Array(buffer, 1) };
    default:
      return null;
  }
}

function weights(view: DataView): Weights {
  const start = 13;
  if (view.byteLength < start) throw new DecodeError('weights', `at least ${start} bytes`);
  const inputs = view.getUint16(7, true);
  const count = view.getUint16(11, true);
  if (view.byteLength !== start + inputs * count) {
    throw new DecodeError('weights', `${inputs} inputs of ${count} neurons`);
  }
  return {
    revision: view.getUint32(1, true),
    layer: view.getUint16(5, true),
    inputs,
    first: view.getUint16(9, true),
    count,
    values: new Int8Array(view.buffer, start),
  };
}

/** Bytes of a base64 text. */
export function bytesOf(base64: string): Uint8Array {
  const characters = atob(base64);
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}
