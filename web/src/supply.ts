/** The slider for the supply voltage, and what a mean image takes: from the curve, then as the server answers. */

import { Chart } from './chart.js';
import { pointAt } from './curve.js';
import { byId, make, setText } from './dom.js';
import { exactly, figure, percent, rate } from './format.js';
import { Paced } from './paced.js';
import type { ProcessorFigures, Published, Work } from './messages.js';
import type { Session } from './session.js';

/** In place of a figure that there is not. */
const NONE = '–';

export function setUpSupply(session: Session): void {
  const slider = byId<HTMLInputElement>('supply');
  const chart = new Chart(byId('supply-chart'), 128);
  /** What the slider asks for and the server has not answered yet. */
  let wanted: number | null = null;
  const paced = new Paced(
    () => {
      if (wanted !== null) session.request({ type: 'supply', volts: wanted });
    },
    200,
    40,
  );

  const move = (volts: number) => {
    wanted = volts;
    paced.changed();
    const processor = session.processor;
    if (processor !== null) show(processor, volts);
  };
  slider.addEventListener('input', () => move(slider.valueAsNumber));
  byId('supply-own').addEventListener('click', () => {
    const own = session.processor?.own_supply;
    if (own === undefined) return;
    slider.value = String(own);
    move(own);
  });

  function show(processor: ProcessorFigures, volts: number): void {
    const exact = Math.abs(processor.supply - volts) < 1e-6;
    const near = pointAt(processor.curve, volts);
    const inference = exact || near === null ? processor.inference : near.inference;
    const learning = exact || near === null ? processor.learning : near.learning;
    const clock = exact || near === null ? processor.clock_mhz : near.clock_mhz;
    slider.dataset['exact'] = String(exact);
    setText(byId('supply-text'), `${volts.toFixed(3).replace(/0$/, '')} V`);
    const energy = inference === null ? '' : `, ${figure(inference.nanojoules)} nanojoules an image`;
    slider.setAttribute('aria-valuetext', `${volts.toFixed(3)} volts${energy}`);
    showWork(processor, clock, inference, learning);
    setText(byId('overhead'), overheadWords(processor, inference, learning));
    showCurve(chart, processor, volts);
  }

  session.hub.on('processor', (processor) => {
    paced.answer();
    slider.min = String(processor.minimum_supply);
    slider.max = String(processor.maximum_supply);
    if (wanted !== null && Math.abs(wanted - processor.supply) < 1e-6) wanted = null;
    if (wanted === null) slider.value = String(processor.supply);
    setText(byId('supply-low'), `${processor.minimum_supply} V`);
    setText(byId('supply-high'), `${processor.maximum_supply} V`);
    setText(byId('supply-own'), `back to ${processor.own_supply} V`);
    show(processor, wanted ?? processor.supply);
  });
  session.hub.on('error', ({ about }) => {
    if (about !== 'supply') return;
    paced.answer();
    wanted = null;
    if (session.processor !== null) {
      slider.value = String(session.processor.supply);
      show(session.processor, session.processor.supply);
    }
  });
  session.hub.on('connected', () => {
    wanted = null;
    paced.cancel();
  });
}

/** `inference`, `learning`: null if there are no images to measure a mean image with. */
function showWork(
  processor: ProcessorFigures,
  clock: number,
  inference: Work | null,
  learning: Work | null,
): void {
  const published = processor.published;
  byId('published-title').hidden = published === null;
  const both = (show: (work: Work) => string): [inference: string, learning: string] => [
    inference === null ? NONE : show(inference),
    learning === null ? NONE : show(learning),
  ];
  const theirs = (show: (figures: Published) => string) => (published === null ? '' : show(published));
  const rows: [name: string, inference: string, learning: string, published: string][] = [
    [
      'nJ',
      ...both((work) => figure(work.nanojoules)),
      theirs((chip) => `${exactly(chip.nanojoules)} / ${exactly(chip.learning_nanojoules)}`),
    ],
    ['bounds, nJ', ...both((work) => `${figure(work.low)}–${figure(work.high)}`), ''],
    ['mW', ...both((work) => figure(work.milliwatts)), theirs((chip) => exactly(chip.milliwatts))],
    ['images/s', ...both((work) => rate(work.images_per_second)), theirs((chip) => rate(chip.images_per_second))],
    ['cycles', ...both((work) => figure(work.cycles)), ''],
    ['latency, µs', ...both((work) => figure(work.latency_us)), ''],
    ['clock, MHz', figure(clock), figure(clock), ''],
  ];
  byId('work').replaceChildren(
    ...rows.map(([name, ...values]) => {
      const heading = make('th', '', name);
      heading.scope = 'row';
      const shown = published === null ? values.slice(0, 2) : values;
      const row = make('tr', '', heading, ...shown.map((value) => make('td', '', value)));
      row.dataset['row'] = name;
      return row;
    }),
  );
}

/** What learning costs more; or why nobody knows. */
export function overheadWords({ published }: ProcessorFigures, inference: Work | null, learning: Work | null): string {
  const more = ({ learning, inference }: { learning: number; inference: number }) => percent(learning / inference - 1, 1);
  const theirs =
    published === null
      ? ''
      : more({ learning: published.learning_nanojoules, inference: published.nanojoules });
  if (inference === null || learning === null) {
    const figures = theirs === '' ? '' : ` Published: learning costs ${theirs} more energy than classifying.`;
    return `There are no images of this size here to measure a mean image with.${figures}`;
  }
  const ours = more({ learning: learning.nanojoules, inference: inference.nanojoules });
  return `Learning costs ${ours} more energy than classifying${theirs === '' ? '' : ` (published: ${theirs})`}.`;
}

function showCurve(chart: Chart, processor: ProcessorFigures, volts: number): void {
  const { curve, minimum_supply: lowest, maximum_supply: highest } = processor;
  byId('supply-chart').hidden = curve.length === 0;
  const steps = Math.max(1, Math.round((highest - lowest) / 0.1));
  chart.show({
    label: `Energy of a mean image over the supply voltage, from ${lowest} to ${highest} V`,
    series: [
      { points: curve.map((point) => [point.supply, point.inference.nanojoules]) },
      { points: curve.map((point) => [point.supply, point.learning.nanojoules]), second: true },
    ],
    x: [lowest, highest],
    xTicks: Array.from({ length: steps + 1 }, (_, step) => lowest + ((highest - lowest) * step) / steps),
    xText: (value) => value.toFixed(1),
    xTitle: 'nJ an image over V: classify ─  learn ┄',
    yText: String,
    marker: volts,
  });
}
