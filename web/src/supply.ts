/** The slider for the supply voltage, and what a mean image takes: from the curve, then as the server answers. */

import { Chart } from './chart.js';
import { pointAt } from './curve.js';
import { byId, make, say } from './dom.js';
import { exactly, figure, percent, rate } from './format.js';
import { Paced } from './paced.js';
import type { Processor, Work } from './protocol.js';
import type { Session } from './session.js';

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

  function show(processor: Processor, volts: number): void {
    const exact = Math.abs(processor.supply - volts) < 1e-6;
    const near = pointAt(processor.curve, volts);
    const inference = exact || near === null ? processor.inference : near.inference;
    const learning = exact || near === null ? processor.learning : near.learning;
    const clock = exact || near === null ? processor.clock_mhz : near.clock_mhz;
    slider.dataset['exact'] = String(exact);
    say(byId('supply-text'), `${volts.toFixed(3).replace(/0$/, '')} V`);
    slider.setAttribute(
      'aria-valuetext',
      `${volts.toFixed(3)} volts, ${figure(inference.nanojoules)} nanojoules an image`,
    );
    showWork(processor, clock, inference, learning);
    showCurve(chart, processor, volts);
  }

  session.hub.on('processor', (processor) => {
    paced.answer();
    slider.min = String(processor.minimum_supply);
    slider.max = String(processor.maximum_supply);
    if (wanted !== null && Math.abs(wanted - processor.supply) < 1e-6) wanted = null;
    if (wanted === null) slider.value = String(processor.supply);
    say(byId('supply-low'), `${processor.minimum_supply} V`);
    say(byId('supply-high'), `${processor.maximum_supply} V`);
    say(byId('supply-own'), `back to ${processor.own_supply} V`);
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

function showWork(processor: Processor, clock: number, inference: Work, learning: Work): void {
  const published = processor.published;
  byId('published-title').hidden = published === null;
  const rows: [name: string, inference: string, learning: string, published: string][] = [
    [
      'nJ',
      figure(inference.nanojoules),
      figure(learning.nanojoules),
      published === null ? '' : `${exactly(published.nanojoules)} / ${exactly(published.learning_nanojoules)}`,
    ],
    [
      'bounds, nJ',
      `${figure(inference.low)}–${figure(inference.high)}`,
      `${figure(learning.low)}–${figure(learning.high)}`,
      '',
    ],
    [
      'mW',
      figure(inference.milliwatts),
      figure(learning.milliwatts),
      published === null ? '' : exactly(published.milliwatts),
    ],
    [
      'images/s',
      rate(inference.images_per_second),
      rate(learning.images_per_second),
      published === null ? '' : rate(published.images_per_second),
    ],
    ['cycles', figure(inference.cycles), figure(learning.cycles), ''],
    ['latency, µs', figure(inference.latency_us), figure(learning.latency_us), ''],
    ['clock, MHz', figure(clock), figure(clock), ''],
  ];
  const more = percent(learning.nanojoules / inference.nanojoules - 1, 1);
  const theirs =
    published === null ? '' : ` (published: ${percent(published.learning_nanojoules / published.nanojoules - 1, 1)})`;
  say(byId('overhead'), `Learning costs ${more} more energy than classifying${theirs}.`);
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

function showCurve(chart: Chart, processor: Processor, volts: number): void {
  const { curve, minimum_supply: lowest, maximum_supply: highest } = processor;
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
