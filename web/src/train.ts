/** The panel "Train": runs on a dataset, started, paused, stepped. */

import { type CurvesPoint, Curves } from './curves.js';
import { byId, make, setText } from './dom.js';
import { count, figure, percent, rate } from './format.js';
import type { Epoch, Training } from './messages.js';
import { isTooLarge, LARGEST_SEED, seedOf } from './seed.js';
import type { Session } from './session.js';

export function setUpTrain(session: Session): void {
  const curves = new Curves();
  let points: CurvesPoint[] = [];
  let spoken = '';
  const input = (id: string) => byId<HTMLInputElement>(`train-${id}`);
  const button = (id: string) => byId<HTMLButtonElement>(`train-${id}`);
  const pace = byId<HTMLSelectElement>('train-pace');
  const data = byId<HTMLSelectElement>('train-data');
  const frontEnd = byId<HTMLSelectElement>('train-front-end');
  const chosenPace = () => (pace.value === '' ? null : Number(pace.value));

  byId<HTMLFormElement>('train-form').addEventListener('submit', (event) => {
    event.preventDefault();
    points = [];
    session.request({
      type: 'train',
      data: data.value,
      epochs: input('epochs').valueAsNumber,
      seed: seedOf(input('seed').value),
      fresh: input('fresh').checked,
      front_end: input('fresh').checked && frontEnd.value !== '' ? frontEnd.value : null,
      images_per_second: chosenPace(),
      learning_rate: { from: input('from').valueAsNumber, to: input('to').valueAsNumber },
    });
  });
  // A network that is there has one.
  input('fresh').addEventListener('change', () => {
    frontEnd.disabled = !input('fresh').checked;
  });
  input('seed').addEventListener('input', () => {
    const seed = input('seed');
    seed.setCustomValidity(isTooLarge(seed.value) ? `A seed is at most ${LARGEST_SEED}.` : '');
  });
  button('pause').addEventListener('click', () => {
    session.request({ type: session.training?.state === 'paused' ? 'resume' : 'pause' });
  });
  button('step').addEventListener('click', () => {
    session.request({ type: 'step', images: Number(byId<HTMLSelectElement>('train-step-images').value) });
  });
  button('stop').addEventListener('click', () => session.request({ type: 'stop' }));
  pace.addEventListener('change', () => {
    if (session.isTraining) session.request({ type: 'speed', images_per_second: chosenPace() });
  });

  const enable = () => {
    const state = session.training?.state;
    const on = session.isTraining;
    button('start').disabled = on || session.model === null;
    button('pause').disabled = !on;
    button('step').disabled = !on;
    button('stop').disabled = !on;
    setText(button('pause'), state === 'paused' ? 'Resume' : 'Pause');
    document.body.dataset['training'] = state ?? 'none';
  };

  const speak = (text: string) => {
    if (text === spoken) return;
    spoken = text;
    setText(byId('train-state'), text);
  };

  session.hub.on('hello', (hello) => {
    const chosen = data.value;
    data.replaceChildren(...hello.data.map((name) => make('option', '', name)));
    if (hello.data.includes(chosen)) data.value = chosen;
    const own = make('option', '', 'as the network has it');
    own.value = '';
    const before = frontEnd.value;
    frontEnd.replaceChildren(own, ...hello.front_ends.map((name) => make('option', '', name)));
    if (hello.front_ends.includes(before)) frontEnd.value = before;
  });
  session.hub.on('model', (model) => {
    enable();
    if (session.training !== null) return;
    points = epochPoints(model.history);
    curves.show(points, model.history.length);
    speak(points.length === 0 ? 'No run yet.' : 'No run yet. The curves show how this network was trained.');
  });
  session.hub.on('training', (training) => {
    enable();
    for (const point of training.points) points.push({ ...point, x: point.image / Math.max(1, training.images) });
    curves.show(points, training.epochs);
    const whole = training.epochs * training.images;
    byId<HTMLProgressElement>('train-progress').value =
      whole === 0 ? 0 : (training.epoch * training.images + training.image) / whole;
    speak(stateWords(training));
    setText(byId('train-numbers'), numberWords(training));
    byId('train').dataset['images'] = String(training.epoch * training.images + training.image);
  });
  session.hub.on('connected', (connected) => {
    if (!connected) {
      byId<HTMLProgressElement>('train-progress').value = 0;
      setText(byId('train-numbers'), '');
    }
    enable();
  });
  enable();
}

/** Points of completed epochs. */
function epochPoints(history: readonly Epoch[]): CurvesPoint[] {
  return history.map(({ error, update_rate, nanojoules }, epoch) => ({ x: epoch + 1, error, update_rate, nanojoules }));
}

/** Changes with state and epoch alone: a screen reader reads it. */
function stateWords({ state, data, epoch, epochs, history }: Training): string {
  const last = history.at(-1);
  const tested = last !== undefined && last.tested > 0 ? ` Test accuracy ${percent(last.correct / last.tested)}.` : '';
  const now = { running: 'Running', paused: 'Paused', finished: 'Finished', stopped: 'Stopped' }[state];
  return `${now}: ${data}, ${count(epoch)} of ${count(epochs)} epochs done.${tested}`;
}

function numberWords({ image, images, images_per_second, nanojoules }: Training): string {
  const parts = [`Image ${count(image)} of ${count(images)}`];
  if (images_per_second !== null) parts.push(`${rate(images_per_second)} images/s (measured)`);
  if (nanojoules !== null) parts.push(`${figure(nanojoules)} nJ an image (modelled)`);
  return parts.join(', ');
}
