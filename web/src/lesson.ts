/** The panel of the last lesson: what was shown, and which synapses it changed. */

import { inputSheet } from './bits.js';
import { palette } from './colours.js';
import { byId, make, setText } from './dom.js';
import { count, figure, plural } from './format.js';
import { showSheet } from './front-end.js';
import type { Model, Taught } from './messages.js';
import type { Session } from './session.js';

const MOST_STEPS = 32;

export function setUpLesson(session: Session): void {
  let last: Taught | null = null;

  const showMap = () => {
    if (session.model === null) return;
    const inputs = new Set(last?.changes[0]?.inputs);
    const colours = palette();
    const canvas = byId<HTMLCanvasElement>('lesson-map');
    showSheet(canvas, inputSheet(session.model), (input) => (inputs.has(input) ? colours.accent : colours.sunken));
    const of = count(session.model.layers[0] ?? 0);
    canvas.setAttribute('aria-label', `Inputs whose synapses changed: ${count(inputs.size)} of ${of}`);
  };

  const forget = (text: string) => {
    last = null;
    byId('lesson-body').hidden = true;
    setText(byId('lesson-text'), text);
  };

  session.hub.on('taught', (taught) => {
    last = taught;
    byId('lesson-body').hidden = false;
    setText(byId('lesson-text'), summary(taught, session.model));
    const names = session.model?.classes ?? [];
    byId('lesson-steps').replaceChildren(...stepMarks(taught, names));
    byId('lesson-steps').setAttribute('aria-label', stepWords(taught, names));
    byId('lesson-layers').replaceChildren(...layerRows(taught));
    const { cost, images } = taught;
    const energy = `${count(cost.cycles)} cycles, ${figure(cost.nanojoules)} nJ, modelled`;
    setText(byId('lesson-cost'), `${images === 1 ? 'This image' : `All ${count(images)} images`}: ${energy}.`);
    showMap();
  });
  session.hub.on('model', (model) => {
    // Undo, reset or another file: the synapses are others.
    if (last !== null && model.revision !== last.revision) forget('The network is another one since the last lesson.');
  });
  session.hub.on('connected', () => forget('Nothing was taught yet. Draw, then press the class that it should be.'));
  session.hub.on('theme', showMap);
}

function summary(taught: Taught, model: Model | null): string {
  const name = (label: number) => model?.classes[label] ?? String(label);
  const shown = `${plural(taught.images, 'image')} shown: ${plural(taught.updates, 'update')}, ${count(taught.skipped)} skipped.`;
  if (taught.feedback === null) {
    return taught.updates === 0
      ? `${shown} It was right by more than the margin, so there was nothing to do.`
      : `${shown} It was right, but narrowly.`;
  }
  const { label, winner } = taught.feedback;
  const narrow = taught.steps.at(-1)?.correct === true ? ' At the end it was right, but by less than the margin.' : '';
  return `${shown} Two spikes travelled back: ${name(label)}, which was taught, and ${name(winner)}, which won.${narrow}`;
}

function stepMarks(taught: Taught, names: readonly string[]): Node[] {
  const marks: Node[] = taught.steps.slice(0, MOST_STEPS).map((step) => {
    const name = names[step.winner] ?? String(step.winner);
    return make('span', step.updated ? 'step updated' : 'step', name.slice(0, 2));
  });
  if (taught.images > marks.length)
    marks.push(make('span', 'step more', `and ${count(taught.images - marks.length)} more`));
  return marks;
}

/** The marks in words. */
function stepWords(taught: Taught, names: readonly string[]): string {
  const words = taught.steps.slice(0, MOST_STEPS).map((step) => {
    return `${names[step.winner] ?? step.winner}${step.updated ? ', update' : ''}`;
  });
  return `Answers in order: ${words.join('; ')}`;
}

function layerRows(taught: Taught): Node[] {
  return taught.changes.map(({ weights, accumulators, neurons }, layer) => {
    const title = layer === taught.changes.length - 1 ? 'Output' : `Layer ${layer + 1}`;
    const heading = make('th', '', title);
    heading.scope = 'row';
    const sum = (of: (neuron: (typeof neurons)[number]) => number) =>
      count(neurons.reduce((total, neuron) => total + of(neuron), 0));
    const values = [
      count(neurons.length),
      sum(({ up }) => up),
      sum(({ down }) => down),
      count(accumulators),
      count(weights),
    ];
    const row = make('tr', '', heading, ...values.map((value) => make('td', '', value)));
    row.dataset['weights'] = String(weights);
    return row;
  });
}
