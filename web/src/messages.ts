/** Written by `cargo xtask protocol` from the messages in Rust. Do not edit. */

import { absentIf, type Check, flag, largeInteger, list, nullable, number, object, oneOf, text } from './check.js';

/** Version of the messages. */
export const PROTOCOL = 1;

/** What a client may send. More than that ends the connection. */
export interface Limits {
  /** Longest message, in bytes. */
  message_bytes: number;
  /** Messages a second, on average. */
  messages_per_second: number;
}
const limits: Check<Limits> = object({
  message_bytes: number,
  messages_per_second: number,
});

/** A processor that can be chosen. */
export interface PresetName {
  /** Its name. */
  name: string;
  /** What it is, in a sentence. */
  summary: string;
}
const presetName: Check<PresetName> = object({
  name: text,
  summary: text,
});

/** How far the server's own training has come. */
export interface Preparing {
  /** Completed epochs. */
  epoch: number;
  /** Epochs of the whole run. */
  epochs: number;
}
const preparing: Check<Preparing> = object({
  epoch: number,
  epochs: number,
});

/** What the server is. */
export interface Hello {
  /** Version of this protocol. */
  protocol: number;
  /** Name and version of the program. */
  software: string;
  /** Version of the specification. */
  specification: number;
  /** What a client may send. */
  limits: Limits;
  /** Datasets that `train` takes. */
  data: string[];
  /** Front ends to choose from in `train`, which takes others too. */
  front_ends: string[];
  /** Processors that `preset` takes. */
  presets: PresetName[];
  /** Set if the server's own training is not done yet: the session begins when it is. */
  preparing: Preparing | null;
}
const hello: Check<Hello> = object({
  protocol: number,
  software: text,
  specification: number,
  limits: limits,
  data: list(text),
  front_ends: list(text),
  presets: list(presetName),
  preparing: nullable(preparing),
});

/** A size in pixels. */
export interface Size {
  /** Columns. */
  width: number;
  /** Rows. */
  height: number;
}
const size: Check<Size> = object({
  width: number,
  height: number,
});

/** Which of the levels that are reached spike. */
export type LevelCode = 'highest' | 'thermometer';
const levelCode: Check<LevelCode> = oneOf('highest', 'thermometer');

/** Levels of each value. */
export interface LevelView {
  /** How many. */
  count: number;
  /** Which of those reached spike. */
  code: LevelCode;
  /** Least value that reaches each; null: each value has its own. */
  thresholds: number[] | null;
}
const levelView: Check<LevelView> = object({
  count: number,
  code: levelCode,
  thresholds: nullable(list(number)),
});

/** What a filter answers to. */
export type FilterKind = 'edge' | 'bar';
const filterKind: Check<FilterKind> = oneOf('edge', 'bar');

/** A filter. */
export interface FilterView {
  /** What it answers to. */
  kind: FilterKind;
  /** Angle of its line, in degrees, 0 to 180; 0 lies. */
  degrees: number;
  /** Its coefficients, row by row. */
  coefficients: number[];
}
const filterView: Check<FilterView> = object({
  kind: filterKind,
  degrees: number,
  coefficients: list(number),
});

/** Filters over an image. The bits of a field follow each other, filter by filter, that of positive responses before that of negative ones; fields row by row. */
export interface RetinaView {
  /** Fields in a row. */
  columns: number;
  /** Rows of fields. */
  rows: number;
  /** Positions of a field in each direction. */
  pool: number;
  /** Pixels from one position to the next. */
  stride: number;
  /** Side of a filter, in pixels. */
  kernel: number;
  /** Filters, angle by angle, the edge before the bar. */
  filters: FilterView[];
}
const retinaView: Check<RetinaView> = object({
  columns: number,
  rows: number,
  pool: number,
  stride: number,
  kernel: number,
  filters: list(filterView),
});

/** What a network sees of raw values. */
export interface FrontEndView {
  /** Its parts, without thresholds, such as `retina+thermometer:3`. */
  name: string;
  /** Whether values are inverted first: its images have dark ink on light ground. */
  inverted: boolean;
  /** Levels of each value, whose bits come first, value by value; null if there are none. */
  levels: LevelView | null;
  /** Filters over the image; null if there are none. Without levels and filters, pixels spike from 128 on. */
  retina: RetinaView | null;
}
const frontEndView: Check<FrontEndView> = object({
  name: text,
  inverted: flag,
  levels: nullable(levelView),
  retina: nullable(retinaView),
});

/** An epoch of a run. */
export interface Epoch {
  /** Share of the training images that were misclassified, 0 to 1. */
  error: number;
  /** Share of the training images that changed synapses, 0 to 1. */
  update_rate: number;
  /** Correct test images after it. */
  correct: number;
  /** Test images; 0 if it was not tested. */
  tested: number;
  /** Mean energy of a learned image; null where it was not counted. */
  nanojoules: number | null;
}
const epoch: Check<Epoch> = object({
  error: number,
  update_rate: number,
  correct: number,
  tested: number,
  nanojoules: nullable(number),
});

/** A network. */
export interface Model {
  /** Grows with each lesson, and at the end of a run, not within it. */
  revision: number;
  /** Dataset that it learned, or the file that it is from. */
  name: string;
  /** Sizes of the layers, the input first. */
  layers: number[];
  /** Widths of weights and accumulators, such as `w4g8`. */
  format: string;
  /** Seed of its run, 0 to 2^64 - 1; above 2^53 as a text of digits. */
  seed: number | string;
  /** Size of its images. */
  image: Size;
  /** What makes its input bits of them. */
  front_end: FrontEndView;
  /** Names of its classes. */
  classes: string[];
  /** Dataset whose images it is measured on; null: none of this size are at hand, so that there is no `accuracy`, no `sample`, and nothing to measure a mean image with. */
  measured_on: string | null;
  /** Images of its last training run. */
  learned: number;
  /** Images taught in this session. */
  taught: number;
  /** Changes that can be undone. */
  undo: number;
  /** Kept examples of each class. */
  examples: number[];
  /** Epochs of its run, in order. */
  history: Epoch[];
}
const model: Check<Model> = object({
  revision: number,
  name: text,
  layers: list(number),
  format: text,
  seed: largeInteger,
  image: size,
  front_end: frontEndView,
  classes: list(text),
  measured_on: nullable(text),
  learned: number,
  taught: number,
  undo: number,
  examples: list(number),
  history: list(epoch),
});

/** What a mean image takes in a stream, one after the other. */
export interface Work {
  /** Calibrated energy, nJ. */
  nanojoules: number;
  /** Lower bound of the energy, nJ. */
  low: number;
  /** Upper bound of the energy, nJ. */
  high: number;
  /** Calibrated power, mW. */
  milliwatts: number;
  /** Throughput, images a second. */
  images_per_second: number;
  /** Clock cycles from one image to the next. */
  cycles: number;
  /** Time from an image's entry to its result, µs. */
  latency_us: number;
}
const work: Check<Work> = object({
  nanojoules: number,
  low: number,
  high: number,
  milliwatts: number,
  images_per_second: number,
  cycles: number,
  latency_us: number,
});

/** A mean image at another supply. */
export interface CurvePoint {
  /** Supply, V. */
  supply: number;
  /** Fastest clock, MHz. */
  clock_mhz: number;
  /** A mean image that is classified. */
  inference: Work;
  /** A mean image that is learned. */
  learning: Work;
}
const curvePoint: Check<CurvePoint> = object({
  supply: number,
  clock_mhz: number,
  inference: work,
  learning: work,
});

/** Figures of the 65-nm chip at 0.8 V and 20 MHz, as published (Park, Lee and Jeon 2020). */
export interface Published {
  /** Energy of an inference, nJ. */
  nanojoules: number;
  /** Energy of a learned image, nJ. */
  learning_nanojoules: number;
  /** Inferences a second. */
  images_per_second: number;
  /** Power, mW. */
  milliwatts: number;
  /** Area of die or core, mm². */
  area_mm2: number;
}
const published: Check<Published> = object({
  nanojoules: number,
  learning_nanojoules: number,
  images_per_second: number,
  milliwatts: number,
  area_mm2: number,
});

/** A processor at an operating point. */
export interface ProcessorFigures {
  /** Its name. */
  preset: string;
  /** Technology that it is made in. */
  technology: string;
  /** Its area, mm². */
  area_mm2: number;
  /** Supply, V. */
  supply: number;
  /** Least supply of the technology, V. */
  minimum_supply: number;
  /** Greatest supply of the technology, V. */
  maximum_supply: number;
  /** Supply that it was made for, V. */
  own_supply: number;
  /** Fastest clock at the supply, MHz. */
  clock_mhz: number;
  /** A mean image that is classified, at `supply` and its fastest clock; null: there are no images to measure with. */
  inference: Work | null;
  /** A mean image that is learned, likewise. */
  learning: Work | null;
  /** Energy of a learned image over that of a classified one, less one; null without them. */
  overhead: number | null;
  /** The same at other supplies, in rising order; empty without images, or if the technology has a single supply. */
  curve: CurvePoint[];
  /** What was published of the silicon that the preset is made after; null of others. */
  published: Published | null;
}
const processorFigures: Check<ProcessorFigures> = object({
  preset: text,
  technology: text,
  area_mm2: number,
  supply: number,
  minimum_supply: number,
  maximum_supply: number,
  own_supply: number,
  clock_mhz: number,
  inference: nullable(work),
  learning: nullable(work),
  overhead: nullable(number),
  curve: list(curvePoint),
  published: nullable(published),
});

/** Where a picture is from. */
export type Origin = 'drawing' | 'image' | 'sample';
const origin: Check<Origin> = oneOf('drawing', 'image', 'sample');

/** What a layer did. */
export interface LayerAnswer {
  /** Potential of each neuron. */
  potentials: number[];
  /** Neurons that spike. */
  spikes: number[];
}
const layerAnswer: Check<LayerAnswer> = object({
  potentials: list(number),
  spikes: list(number),
});

/** A block's part. */
export interface BlockCost {
  /** Name of the block. */
  name: string;
  /** Its calibrated energy, nJ. */
  nanojoules: number;
  /** Of which each layer's, nJ; null of blocks that all layers share. */
  layers: number[] | null;
}
const blockCost: Check<BlockCost> = object({
  name: text,
  nanojoules: number,
  layers: nullable(list(number)),
});

/** What a processor spent on images that pass alone: each through an empty pipeline, which takes as many slots as there are layers. */
export interface Cost {
  /** Clock cycles. */
  cycles: number;
  /** Calibrated energy, nJ. */
  nanojoules: number;
  /** Lower bound of the energy, nJ. */
  low: number;
  /** Upper bound of the energy, nJ. */
  high: number;
  /** Time, µs. */
  microseconds: number;
  /** Where the energy went; the parts sum to `nanojoules`. */
  blocks: BlockCost[];
}
const cost: Check<Cost> = object({
  cycles: number,
  nanojoules: number,
  low: number,
  high: number,
  microseconds: number,
  blocks: list(blockCost),
});

/** What a network says to a picture. */
export interface Answer {
  /** Inputs that spike, from 0: pixels, row by row, or bits of the front end. */
  input: number[];
  /** Layers in order, the first hidden one first. */
  layers: LayerAnswer[];
  /** The class that wins. */
  winner: number;
  /** The class that comes second; null if there is no other. */
  runner_up: number | null;
  /** How far the winner's potential is above the second's. */
  margin: number;
  /** What the processor spent. */
  cost: Cost;
}

/** What a picture was taken for. */
export type Recognition = RecognitionFields & ({ blank: true } | ({ blank: false } & Answer));

/** What is always there. */
export interface RecognitionFields {
  /** Number of the request that brought the picture; null of a test image. */
  request: number | null;
  /** Of the network. */
  revision: number;
  /** Where the picture is from. */
  origin: Origin;
  /** Class of a test image; null where it is not known. */
  truth: number | null;
  /** Whether dark ink on light paper was found, and taken for ink. */
  inverted: boolean;
  /** What the front end sees, after an inversion: Base64 of a byte a pixel, row by row, 0 no ink, 255 ink. */
  pixels: string;
  /** Time from the message's arrival to this answer, µs. */
  server_us: number;
}
const recognition: Check<Recognition> = absentIf(
  'blank',
  {
    request: nullable(number),
    revision: number,
    origin: origin,
    truth: nullable(number),
    inverted: flag,
    pixels: text,
    server_us: number,
  },
  {
    input: list(number),
    layers: list(layerAnswer),
    winner: number,
    runner_up: nullable(number),
    margin: number,
    cost: cost,
  },
);

/** What became of an image that was learned. */
export interface Step {
  /** Its class. */
  label: number;
  /** The forward winner against the random margin: it can be another class while `correct` is true. */
  winner: number;
  /** Whether the label would have won without the margin. */
  correct: boolean;
  /** The margin. */
  margin: number;
  /** The step; 0 if there was nothing to change. */
  step: number;
  /** Whether synapses were changed. */
  updated: boolean;
}
const step: Check<Step> = object({
  label: number,
  winner: number,
  correct: flag,
  margin: number,
  step: number,
  updated: flag,
});

/** The two spikes that travel back. */
export interface Feedback {
  /** Class of the target phase. */
  label: number;
  /** Class of the forward phase. */
  winner: number;
}
const feedback: Check<Feedback> = object({
  label: number,
  winner: number,
});

/** Synapses of a neuron that are not as before. */
export interface NeuronChange {
  /** Index of the neuron. */
  neuron: number;
  /** Synapses that are stronger. */
  up: number;
  /** Synapses that are weaker. */
  down: number;
  /** Weights that changed. */
  weights: number;
}
const neuronChange: Check<NeuronChange> = object({
  neuron: number,
  up: number,
  down: number,
  weights: number,
});

/** Synapses of a layer that are not as before. */
export interface LayerChange {
  /** Weights that changed. */
  weights: number;
  /** Accumulators that changed. */
  accumulators: number;
  /** Presynaptic neurons of changed synapses. */
  inputs: number[];
  /** Postsynaptic neurons of changed synapses. */
  neurons: NeuronChange[];
}
const layerChange: Check<LayerChange> = object({
  weights: number,
  accumulators: number,
  inputs: list(number),
  neurons: list(neuronChange),
});

/** What a lesson did. */
export interface Taught {
  /** Class of the picture; null: kept examples were practised. */
  class: number | null;
  /** Of the network, now. */
  revision: number;
  /** Images shown. */
  images: number;
  /** What became of each; of the first 256. */
  steps: Step[];
  /** Images that changed synapses. */
  updates: number;
  /** Images that did not. */
  skipped: number;
  /** The two spikes of the last image that was answered wrongly or too narrowly; null if there was none. */
  feedback: Feedback | null;
  /** Synapses that are not as before, by layer. */
  changes: LayerChange[];
  /** What the processor spent on all images shown. */
  cost: Cost;
}
const taught: Check<Taught> = object({
  class: nullable(number),
  revision: number,
  images: number,
  steps: list(step),
  updates: number,
  skipped: number,
  feedback: nullable(feedback),
  changes: list(layerChange),
  cost: cost,
});

/** How many test images are classified correctly. */
export interface Accuracy {
  /** Of the network. */
  revision: number;
  /** Test images that it classifies correctly. */
  correct: number;
  /** Test images. */
  tested: number;
  /** Dataset that they are from. */
  data: string;
  /** Correct ones of the network before its last change; null if that was not measured, or on another dataset. */
  before: number | null;
}
const accuracy: Check<Accuracy> = object({
  revision: number,
  correct: number,
  tested: number,
  data: text,
  before: nullable(number),
});

/** A mean image of a session. */
export interface Mean {
  /** Images. */
  images: number;
  /** Clock cycles of one; 0 without images. */
  cycles: number;
  /** Calibrated energy of one, nJ; 0 without images. */
  nanojoules: number;
}
const mean: Check<Mean> = object({
  images: number,
  cycles: number,
  nanojoules: number,
});

/** Means of a session. */
export interface Averages {
  /** Of classified images. */
  inference: Mean;
  /** Of learned images. */
  learning: Mean;
  /** Learned images that changed synapses. */
  updates: number;
  /** Learned images that did not. */
  skipped: number;
  /** Energy of a learned image over that of a classified one, less one; null until there are both. */
  overhead: number | null;
}
const averages: Check<Averages> = object({
  inference: mean,
  learning: mean,
  updates: number,
  skipped: number,
  overhead: nullable(number),
});

/** What a run does. */
export type TrainingState = 'running' | 'paused' | 'finished' | 'stopped';
const trainingState: Check<TrainingState> = oneOf('running', 'paused', 'finished', 'stopped');

/** A point of a run's curves. */
export interface Point {
  /** Images learned so far. */
  image: number;
  /** Share of the images since the last point that were misclassified, 0 to 1. */
  error: number;
  /** Share of these images that changed synapses, 0 to 1. */
  update_rate: number;
  /** Mean energy of one of them. */
  nanojoules: number;
}
const point: Check<Point> = object({
  image: number,
  error: number,
  update_rate: number,
  nanojoules: number,
});

/** A training run, now. */
export interface Training {
  /** What it does. */
  state: TrainingState;
  /** Dataset that it learns. */
  data: string;
  /** Completed epochs. */
  epoch: number;
  /** Epochs of the whole run. */
  epochs: number;
  /** Images of the epoch that is under way. */
  image: number;
  /** Images of an epoch. */
  images: number;
  /** Images a second since the last message; null if there were none. */
  images_per_second: number | null;
  /** Share of these images that were misclassified, 0 to 1; null if there were none. */
  error: number | null;
  /** Share of these images that changed synapses, 0 to 1; null if there were none. */
  update_rate: number | null;
  /** Mean energy of one of these images; null if there were none. */
  nanojoules: number | null;
  /** New points of the curves. */
  points: Point[];
  /** Completed epochs of this run, in order. */
  history: Epoch[];
}
const training: Check<Training> = object({
  state: trainingState,
  data: text,
  epoch: number,
  epochs: number,
  image: number,
  images: number,
  images_per_second: nullable(number),
  error: nullable(number),
  update_rate: nullable(number),
  nanojoules: nullable(number),
  points: list(point),
  history: list(epoch),
});

/** A learning rate that goes linearly from one value to another over a run. */
export interface LearningRateSchedule {
  /** At the first image, in 1/256 of a weight step. Range: 0 to 127. */
  from: number;
  /** At the last image, likewise. Range: 0 to 127. */
  to: number;
}

/** When examples are kept or forgotten. */
export interface ExamplesMessage {
  type: 'examples';
  /** Kept examples of each class. */
  counts: number[];
}

/** A request that cannot be done. Nothing has changed. */
export interface ErrorMessage {
  type: 'error';
  /** Number of the request; null if it was a request as text. */
  request: number | null;
  /** `type` of the request; `picture`, `image` or `model` of bytes. */
  about: string;
  /** What was wrong, and what is possible. */
  message: string;
}

/** What a server sends as text. */
export type ServerMessage =
  /** First of all. */
  | ({ type: 'hello' } & Hello)
  /** Until the server's own training is done. Then come `model`, `processor`, `examples`, `accuracy`. */
  | ({ type: 'preparing' } & Preparing)
  /** Whenever the network is another one. */
  | ({ type: 'model' } & Model)
  /** Whenever preset, supply or network are others. After a lesson, whose few changes hardly matter to it, it is not measured again. */
  | ({ type: 'processor' } & ProcessorFigures)
  /** Of each new picture, and again when network, supply or preset change. */
  | ({ type: 'recognition' } & Recognition)
  /** What a lesson did: the answer to `teach` and `practise`. */
  | ({ type: 'taught' } & Taught)
  /** All test images, measured beside everything else. It is not sent if no test images are at hand. */
  | ({ type: 'accuracy' } & Accuracy)
  /** Means of this session since the preset was chosen, at most ten times a second; energies at the supply of now. */
  | ({ type: 'averages' } & Averages)
  | ExamplesMessage
  /** When something changes in a run, and ten times a second while it runs. When it has ended: `model`, `processor`, `examples`, `accuracy`, and `recognition` if there is a picture. */
  | ({ type: 'training' } & Training)
  | ErrorMessage;

/** Another processor: `processor`, and `recognition` if there is a picture. */
export interface PresetRequest {
  type: 'preset';
  /** Its name, one of those in `hello`. */
  name: string;
}

/** Another supply: `processor`, and `recognition` if there is a picture. */
export interface SupplyRequest {
  type: 'supply';
  /** Supply, V, within what `processor` gives. */
  volts: number;
}

/** A test image as picture: `recognition`; `error` if there is none. */
export interface SampleRequest {
  type: 'sample';
  /** Whether it should be one that the network gets wrong. */
  mistake: boolean;
}

/** The picture is shown until the network answers `class`: `taught`, `model`, `recognition`, later `accuracy`. */
export interface TeachRequest {
  type: 'teach';
  /** The class that it shows. */
  class: number;
  /** Times that it is shown, at most. Range: 1 to 32. */
  presentations: number;
  /** Mean step, in 1/256 of a weight step. Range: 0 to 127. */
  learning_rate: number;
}

/** The picture is kept as an example, of which there may be 100: `examples`. */
export interface KeepRequest {
  type: 'keep';
  /** The class that it shows. */
  class: number;
}

/** Each kept example is learned in each round: `taught`, `model`, `recognition`, later `accuracy`. */
export interface PractiseRequest {
  type: 'practise';
  /** Times that each is shown. Range: 1 to 32. */
  rounds: number;
  /** Mean step, in 1/256 of a weight step. Range: 0 to 127. */
  learning_rate: number;
}

/** Another name for a class: `model`. */
export interface NameRequest {
  type: 'name';
  /** The class. */
  class: number;
  /** Its name, without control characters. Range: 1 to 24. */
  name: string;
}

/** A training run begins: `training`. It is that of `apical train` with the same network, data, seed and rates, bit for bit, whatever is drawn meanwhile. */
export interface TrainRequest {
  type: 'train';
  /** Name of the dataset, one of those in `hello`. */
  data: string;
  /** Epochs. Range: 1 to 1000. */
  epochs: number;
  /** Seed of the order of the images and, if `fresh`, of the network, 0 to 2^64 - 1; above 2^53 as a text of digits. */
  seed: number | string;
  /** Whether it begins with an untrained network, instead of the one that is there. */
  fresh: boolean;
  /** Front end of an untrained network, such as `retina`, as `apical train --front-end` takes it: thresholds follow from the training images. Null: the network's own. */
  front_end: string | null;
  /** Images a second; null: as many as possible. Range: 0.1 to 1000000000. */
  images_per_second: number | null;
  /** Learning rate. */
  learning_rate: LearningRateSchedule;
}

/** The run learns some images more, counted as they leave the pipeline, and halts: `training`. */
export interface StepRequest {
  type: 'step';
  /** So many. Range: 1 to 1000000. */
  images: number;
}

/** The run goes faster or slower: `training`. */
export interface SpeedRequest {
  type: 'speed';
  /** Images a second; null: as many as possible. Range: 0.1 to 1000000000. */
  images_per_second: number | null;
}

/** Weights of some neurons: `weights`, as bytes. */
export interface WeightsRequest {
  type: 'weights';
  /** Layer, from 0. */
  layer: number;
  /** First neuron. */
  first: number;
  /** Neurons. Range: 1 to 256. */
  count: number;
}

/** What a page asks for as text. */
export type Request =
  | PresetRequest
  | SupplyRequest
  | SampleRequest
  /** No picture any more. It has no answer. */
  | { type: 'clear' }
  | TeachRequest
  | KeepRequest
  /** All kept examples are forgotten: `examples`. */
  | { type: 'forget' }
  | PractiseRequest
  | NameRequest
  /** The last change of the network is undone, of 16 at most, fewer of large networks: `model`, `processor`, `examples`, `recognition`, `accuracy`. */
  | { type: 'undo' }
  /** The network that the server began with: answers as of `undo`. */
  | { type: 'reset' }
  | TrainRequest
  /** The run halts: `training`. */
  | { type: 'pause' }
  /** The run goes on: `training`. */
  | { type: 'resume' }
  /** The run learns the images that are under way, and ends: `training`, and what follows the end of a run. */
  | { type: 'stop' }
  | StepRequest
  | SpeedRequest
  | WeightsRequest
  /** The network: `model file`, as bytes. */
  | { type: 'download' };

/** Checks of what a server sends, by `type`. */
export const MESSAGES = {
  hello,
  preparing,
  model,
  processor: processorFigures,
  recognition,
  taught,
  accuracy,
  averages,
  examples: object({
    counts: list(number),
  }),
  training,
  error: object({
    request: nullable(number),
    about: text,
    message: text,
  }),
} satisfies Record<ServerMessage['type'], Check<object>>;

/** Least and greatest value of numbers in requests, and of lengths of texts. */
export const RANGES = {
  'teach.presentations': [1, 32],
  'teach.learning_rate': [0, 127],
  'practise.rounds': [1, 32],
  'practise.learning_rate': [0, 127],
  'name.name': [1, 24],
  'train.epochs': [1, 1000],
  'train.images_per_second': [0.1, 1000000000],
  'train.learning_rate.from': [0, 127],
  'train.learning_rate.to': [0, 127],
  'step.images': [1, 1000000],
  'speed.images_per_second': [0.1, 1000000000],
  'weights.count': [1, 256],
} as const;

/** To be recognised: `recognition`. Of pictures that arrive faster than that, only the newest is answered. Content: one byte a pixel, row by row: 0 no ink, 255 ink. */
export const PICTURE_TO_SERVER = { name: 'picture', kind: 1, fields: [['request', 4], ['columns', 2], ['rows', 2]] } as const;

/** To be recognised: `recognition`. Content: the file: PNG, JPEG or BMP. */
export const IMAGE_FILE_TO_SERVER = { name: 'image file', kind: 2, fields: [['request', 4]] } as const;

/** The network to go on with: `model`, `processor`, `examples`, later `accuracy`. Content: the file, as `apical train` writes it. */
export const MODEL_FILE_TO_SERVER = { name: 'model file', kind: 3, fields: [['request', 4]] } as const;

/** The answer to `weights`. Content: for each neuron, one signed byte for each input: its weights W. */
export const WEIGHTS_TO_PAGE = { name: 'weights', kind: 1, fields: [['revision', 4], ['layer', 2], ['inputs', 2], ['first', 2], ['neurons', 2]] } as const;

/** The answer to `download`. Content: the file, as `apical eval` takes it. */
export const MODEL_FILE_TO_PAGE = { name: 'model file', kind: 2, fields: [] } as const;
