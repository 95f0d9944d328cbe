/** Binary messages. Their layouts are in `messages`, which is generated. All numbers are little-endian. */

import { DecodeError } from './check.js';
import {
  IMAGE_FILE_TO_SERVER,
  MODEL_FILE_TO_PAGE,
  MODEL_FILE_TO_SERVER,
  PICTURE_TO_SERVER,
  WEIGHTS_TO_PAGE,
} from './messages.js';

/** Byte 0 is the kind; numbers of so many bytes follow, then the content. */
interface Layout {
  readonly name: string;
  readonly kind: number;
  readonly fields: readonly (readonly [name: string, bytes: 2 | 4])[];
}

type Header<L extends Layout> = Record<L['fields'][number][0], number>;

/** Weights of neurons `first` .. of a layer, neuron by neuron. */
export type Weights = Header<typeof WEIGHTS_TO_PAGE> & { values: Int8Array };

export type ServerBytes = { kind: 'weights'; weights: Weights } | { kind: 'model'; file: Uint8Array };

/** Bytes before the content. */
function headerBytes({ fields }: Layout): number {
  return fields.reduce((sum, [, bytes]) => sum + bytes, 1);
}

function encode<L extends Layout>(layout: L, header: Header<L>, content: Uint8Array): Uint8Array<ArrayBuffer> {
  let at = headerBytes(layout);
  const bytes = new Uint8Array(at + content.length);
  bytes.set(content, at);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, layout.kind);
  at = 1;
  for (const [name, size] of layout.fields) {
    const value = header[name as keyof Header<L>];
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

function decodeHeader<L extends Layout>(layout: L, view: DataView): Header<L> {
  const length = headerBytes(layout);
  if (view.byteLength < length) throw new DecodeError(layout.name, `at least ${length} bytes`);
  const header: Record<string, number> = {};
  let at = 1;
  for (const [name, size] of layout.fields) {
    header[name] = size === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
    at += size;
  }
  return header as Header<L>;
}

/** Bytes that a file takes as a message besides its own. */
export const FILE_HEADER = headerBytes(IMAGE_FILE_TO_SERVER);

/** `ink`: a byte a pixel, row by row, 0 none to 255 full. */
export function encodePicture(
  request: number,
  columns: number,
  rows: number,
  ink: Uint8Array,
): Uint8Array<ArrayBuffer> {
  if (ink.length !== columns * rows) throw new RangeError(`${ink.length} pixels are not ${columns} x ${rows}`);
  return encode(PICTURE_TO_SERVER, { request, columns, rows }, ink);
}

export function encodeFile(kind: 'image' | 'model', request: number, file: Uint8Array): Uint8Array<ArrayBuffer> {
  return encode(kind === 'image' ? IMAGE_FILE_TO_SERVER : MODEL_FILE_TO_SERVER, { request }, file);
}

/** Null: a kind that this page does not know. */
export function decodeBytes(buffer: ArrayBuffer): ServerBytes | null {
  const view = new DataView(buffer);
  if (buffer.byteLength === 0) throw new DecodeError('a binary message', 'longer than 0 bytes');
  switch (view.getUint8(0)) {
    case WEIGHTS_TO_PAGE.kind:
      return { kind: 'weights', weights: weights(view) };
    case MODEL_FILE_TO_PAGE.kind:
      return { kind: 'model', file: new Uint8Array(buffer, headerBytes(MODEL_FILE_TO_PAGE)) };
    default:
      return null;
  }
}

function weights(view: DataView): Weights {
  const header = decodeHeader(WEIGHTS_TO_PAGE, view);
  const { inputs, neurons } = header;
  const start = headerBytes(WEIGHTS_TO_PAGE);
  if (view.byteLength !== start + inputs * neurons) {
    throw new DecodeError('weights', `${inputs} inputs of ${neurons} neurons`);
  }
  return { ...header, values: new Int8Array(view.buffer, start) };
}

/** Bytes of a base64 text. */
export function bytesOf(base64: string): Uint8Array {
  const characters = atob(base64);
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}
