/** A guided tour, for a class: eight steps, each beside the panel that it is about. */

import { byId, motionIsReduced, setText } from './dom.js';
import { recall, remember } from './storage.js';

interface Step {
  target: string;
  title: string;
  text: string;
}

const STEPS: readonly Step[] = [
  {
    target: 'pad-frame',
    title: 'Draw a digit',
    text: 'Draw any digit from 0 to 9, large. The processor answers while you draw. It has seen thousands of examples, but never your hand.',
  },
  {
    target: 'network',
    title: 'Neurons that spike, or do not',
    text: 'Your picture is centred and becomes spikes: a pixel is on or off. Each neuron adds up its inputs. Above zero it spikes (orange), else it is silent (blue).',
  },
  {
    target: 'classes-title',
    title: 'The highest wins',
    text: 'Ten output neurons stand for ten classes. The one with the highest potential is the answer. The bars show how close the others were.',
  },
  {
    target: 'classes',
    title: 'Correct it',
    text: 'Draw something odd until it is wrong, then press what it is. Only two spikes travel back: the right class and the wrong one. No other signal teaches it.',
  },
  {
    target: 'lesson',
    title: 'What changed',
    text: 'Here you see which synapses moved. Most movements are too small to alter a weight of 4 bits yet; they are kept in accumulators of 8 bits.',
  },
  {
    target: 'processor',
    title: 'What it costs',
    text: 'The processor is simulated cycle by cycle. Lower the voltage: it gets slower and needs less energy. Try the other processors, one of them after a chip that was really built.',
  },
  {
    target: 'teach',
    title: 'A symbol of your own',
    text: 'Choose a class, give it a name, keep five drawings of your symbol, and practise. Does it still know the digits? The test accuracy tells.',
  },
  {
    target: 'train',
    title: 'From nothing',
    text: 'Start a run from an untrained network and draw while it learns. After one epoch most digits are right. Pause it, or step through it image by image.',
  },
];

export function setUpTour(): void {
  const root = byId('tour');
  const start = byId('tour-start');
  let index = 0;

  const target = () => document.getElementById(STEPS[index]?.target ?? '');
  const close = () => {
    target()?.classList.remove('toured');
    const inside = root.contains(document.activeElement);
    root.hidden = true;
    remember('tour', 'seen');
    if (inside) start.focus();
  };
  const show = (next: number) => {
    const step = STEPS[next];
    if (step === undefined) {
      close();
      return;
    }
    target()?.classList.remove('toured');
    index = next;
    setText(byId('tour-count'), `Step ${index + 1} of ${STEPS.length}`);
    setText(byId('tour-title'), step.title);
    setText(byId('tour-text'), step.text);
    setText(byId('tour-next'), index === STEPS.length - 1 ? 'Done' : 'Next');
    byId<HTMLButtonElement>('tour-back').disabled = index === 0;
    root.hidden = false;
    target()?.classList.add('toured');
  };
  const go = (next: number) => {
    show(next);
    if (root.hidden) return;
    target()?.scrollIntoView({ behavior: motionIsReduced() ? 'auto' : 'smooth', block: 'center' });
    // The text is read anew at each step.
    root.focus({ preventScroll: true });
  };

  start.addEventListener('click', () => go(0));
  byId('tour-next').addEventListener('click', () => go(index + 1));
  byId('tour-back').addEventListener('click', () => go(index - 1));
  byId('tour-end').addEventListener('click', close);
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  // A first visit: it is offered, but takes neither focus nor place on the page.
  if (recall('tour') === null) show(0);
}
