/** The messages between page and server: docs/live-page.md, version 1. */

import { type Check, type Checked, DecodeError, flag, list, nullable, number, object, oneOf, text } from './check.js';

export const PROTOCOL = 1;

const progress = object({ epoch: number, epochs: number });
const work = object({
  nanojoules: number,
  low: number,
  high: number,
  milliwatts: number,
  images_per_second: number,
  cycles: number,
  latency_us: number,
});
const epoch = object({
  error: number,
  update_rate: number,
  correct: number,
  tested: number,
  nanojoules: nullable(number),
});
const cost = object({
  cycles: number,
  nanojoules: number,
  low: number,
  high: number,
  microseconds: number,
  blocks: list(object({ name: text, nanojoules: number, layers: nullable(list(number)) })),
});
const mean = object({ images: number, cycles: number, nanojoules: number });

const messages = {
  hello: object({
    protocol: number,
    software: text,
    specification: number,
    limits: object({ message_bytes: number, messages_per_second: number }),
    data: list(text),
    presets: list(object({ name: text, summary: text })),
    preparing: nullable(progress),
  }),
  preparing: progress,
  model: object({
    revision: number,
    name: text,
    layers: list(number),
    format: text,
    seed: number,
    image: object({ width: number, height: number }),
    classes: list(text),
    learned: number,
    taught: number,
    undo: number,
    examples: list(number),
    history: list(epoch),
  }),
  processor: object({
    preset: text,
    technology: text,
    area_mm2: number,
    supply: number,
    minimum_supply: number,
    maximum_supply: number,
    own_supply: number,
    inference: work,
    learning: work,
    overhead: number,
    curve: list(object({ supply: number, clock_mhz: number, inference: work, learning: work })),
    clock_mhz: number,
    published: nullable(
      object({
        nanojoules: number,
        learning_nanojoules: number,
        images_per_second: number,
        milliwatts: number,
        area_mm2: number,
      }),
    ),
  }),
  taught: object({
    class: nullable(number),
    revision: number,
    images: number,
    steps: list(object({ label: number, winner: number, correct: flag, margin: number, step: number, updated: flag })),
    updates: number,
    skipped: number,
    feedback: nullable(object({ label: number, winner: number })),
    changes: list(
      object({
        weights: number,
        accumulators: number,
        inputs: list(number),
        neurons: list(object({ neuron: number, up: number, down: number, weights: number })),
      }),
    ),
    cost,
  }),
  accuracy: object({ revision: number, correct: number, tested: number, data: text, before: nullable(number) }),
  averages: object({ inference: mean, learning: mean, updates: number, skipped: number, overhead: nullable(number) }),
  examples: object({ counts: list(number) }),
  training: object({
    state: oneOf('running', 'paused', 'finished', 'stopped'),
    data: text,
    epoch: number,
    epochs: number,
    image: number,
    images: number,
    images_per_second: nullable(number),
    error: nullable(number),
    update_rate: nullable(number),
    nanojoules: nullable(number),
    points: list(object({ image: number, error: number, update_rate: number, nanojoules: nullable(number) })),
    history: list(epoch),
  }),
  error: object({ request: nullable(number), about: text, message: text }),
};

const seen = {
  request: nullable(number),
  revision: number,
  origin: oneOf('drawing', 'image', 'sample'),
  truth: nullable(number),
  inverted: flag,
  pixels: text,
};
const blankPicture = object(seen);
const recognised = object({
  ...seen,
  input: list(number),
  layers: list(object({ potentials: list(number), spikes: list(number) })),
  winner: number,
  runner_up: number,
  margin: number,
  cost,
  server_us: number,
});

type Messages = { [K in keyof typeof messages]: { type: K } & Checked<(typeof messages)[K]> };
type Kind = keyof Messages;

export type Hello = Messages['hello'];
export type Model = Messages['model'];
export type Processor = Messages['processor'];
export type Taught = Messages['taught'];
export type Accuracy = Messages['accuracy'];
export type Averages = Messages['averages'];
export type Training = Messages['training'];
export type ServerError = Messages['error'];
export type Work = Checked<typeof work>;
export type Cost = Checked<typeof cost>;
export type Mean = Checked<typeof mean>;
export type Epoch = Checked<typeof epoch>;
export type CurvePoint = Processor['curve'][number];
export type Blank = { type: 'recognition'; blank: true } & Checked<typeof blankPicture>;
export type Recognised = { type: 'recognition'; blank: false } & Checked<typeof recognised>;
export type Recognition = Blank | Recognised;
export type ServerMessage = Messages[Kind] | Recognition;
export type MessageOf<K extends ServerMessage['type']> = Extract<ServerMessage, { type: K }>;

/** A server of another version: the page that it serves is another one. */
export class VersionError extends Error {
  constructor(protocol: unknown) {
    super(
      `The server speaks version ${String(protocol)} of the protocol, this page version ${PROTOCOL}. Reload the page.`,
    );
    this.name = 'VersionError';
  }
}

/**
 * The message in `source`; null if its type is not known (a newer server may send more).
 * Throws DecodeError if it is damaged, VersionError if it greets in another version.
 */
export function decode(source: string): ServerMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw new DecodeError('the message', 'JSON');
  }
  if (typeof value !== 'object' || value === null) throw new DecodeError('the message', 'an object');
  const type: unknown = (value as { type?: unknown }).type;
  if (typeof type !== 'string') throw new DecodeError('type', 'a text');
  if (type === 'hello') {
    // Before all other fields: those of another version may have other meanings.
    const protocol: unknown = (value as { protocol?: unknown }).protocol;
    if (protocol !== PROTOCOL) throw new VersionError(protocol);
  }
  if (type === 'recognition') return recognition(value);
  if (!Object.hasOwn(messages, type)) return null;
  const check = messages[type as Kind] as Check<object>;
  return { type, ...check(value, type) } as ServerMessage;
}

function recognition(value: object): Recognition {
  const blank = flag((value as { blank?: unknown }).blank, 'recognition.blank');
  return blank
    ? { type: 'recognition', blank, ...blankPicture(value, 'recognition') }
    : { type: 'recognition', blank, ...recognised(value, 'recognition') };
}

/** What the page asks of the server. */
export type Request =
  | { type: 'preset'; name: string }
  | { type: 'supply'; volts: number }
  | { type: 'sample'; mistake: boolean }
  | { type: 'clear' | 'forget' | 'undo' | 'reset' | 'pause' | 'resume' | 'stop' | 'download' }
  | { type: 'teach'; class: number; presentations: number; learning_rate: number }
  | { type: 'keep'; class: number }
  | { type: 'practise'; rounds: number; learning_rate: number }
  | { type: 'name'; class: number; name: string }
  | {
      type: 'train';
      data: string;
      epochs: number;
      seed: number;
      fresh: boolean;
      images_per_second: number | null;
      learning_rate: { from: number; to: number };
    }
  | { type: 'step'; images: number }
  | { type: 'speed'; images_per_second: number | null }
  | { type: 'weights'; layer: number; first: number; count: number };
