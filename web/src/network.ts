/** The panel "Watch": input, neurons of every layer, and the two spikes that travel back. */

import { bytesOf } from './binary.js';
import { mix, palette } from './colours.js';
import { byId, setText } from './dom.js';
import { Feedback } from './feedback.js';
import { FrontEndPictures } from './front-end.js';
import { type LayerView, layerStates, layerViews } from './layers.js';
import type { Model, Recognition, Taught } from './messages.js';
import type { Session } from './session.js';
import { showPixels } from './surface.js';

/** `chosen` is called with a neuron that was clicked. */
export function setUpNetwork(session: Session, chosen: (layer: number, neuron: number) => void): void {
  const feedback = new Feedback();
  const pictures = new FrontEndPictures();
  let views: LayerView[] = [];
  let layers = '';
  let lesson: Taught | null = null;
  /** Whether the marks of the lesson are shown yet. */
  let marked = false;

  const render = () => {
    const recognition = session.recognition;
    showInput(pictures, recognition, session.model);
    const states = recognition?.blank === false ? layerStates(recognition, marked ? lesson : null) : [];
    for (const [layer, view] of views.entries()) view.show(states[layer] ?? null);
  };

  const forgetLesson = () => {
    lesson = null;
    marked = false;
    feedback.clear();
  };

  session.hub.on('model', (model) => {
    const now = JSON.stringify([model.layers, model.classes, model.front_end, model.image]);
    if (now === layers) return;
    layers = now;
    pictures.become(model);
    forgetLesson();
    views = layerViews(model, chosen);
    render();
  });
  session.hub.on('recognition', (recognition) => {
    if (!session.pictureIsTheSame || recognition.revision !== lesson?.revision) forgetLesson();
    render();
  });
  session.hub.on('taught', (taught) => {
    forgetLesson();
    lesson = taught;
    if (taught.feedback === null) {
      marked = true;
      render();
      return;
    }
    feedback.show(views, taught.feedback.label, taught.feedback.winner, () => {
      marked = true;
      render();
    });
  });
  session.hub.on('cleared', () => {
    forgetLesson();
    render();
  });
  session.hub.on('connected', () => {
    forgetLesson();
    render();
  });
  session.hub.on('theme', () => {
    render();
    feedback.redraw();
  });
  // At the next frame: the layers have found their own width by then.
  new ResizeObserver(() => requestAnimationFrame(() => feedback.redraw())).observe(byId('flow'));
}

function showInput(pictures: FrontEndPictures, recognition: Recognition | null, model: Model | null): void {
  const { width, height } = model?.image ?? { width: 28, height: 28 };
  setText(byId('seen-size'), `${height} × ${width}`);
  const colours = palette();
  const pixels = recognition === null ? new Uint8Array() : bytesOf(recognition.pixels);
  showPixels(byId('seen'), width, height, (index) => mix(colours.sunken, colours.ink, (pixels[index] ?? 0) / 255));
  pictures.show(recognition?.blank === false ? new Set(recognition.input) : null);
  byId('inverted').hidden = recognition?.inverted !== true;
}
