/** The panel of the processor: presets, this image, means of the session. */

import { byId, make, say } from './dom.js';
import { count, figure, percent, plural } from './format.js';
import type { Cost, Hello, Mean, Taught } from './protocol.js';
import type { Session } from './session.js';

export function setUpProcessor(session: Session): void {
  session.hub.on('hello', (hello) => showPresets(session, hello));
  const check = () => {
    const on = session.isTraining;
    for (const radio of document.querySelectorAll<HTMLInputElement>('#presets input')) {
      radio.checked = radio.value === session.processor?.preset;
      radio.disabled = on;
    }
    const preset = session.hello?.presets.find(({ name }) => name === session.processor?.preset);
    say(byId('preset-summary'), preset?.summary ?? '');
  };
  session.hub.on('processor', ({ technology, area_mm2 }) => {
    check();
    say(byId('processor-facts'), `${figure(area_mm2)} mm² in ${technology}; all figures here are modelled.`);
  });
  session.hub.on('training', check);
  session.hub.on('error', ({ about }) => {
    if (about === 'preset') check();
  });

  let taught: Taught | null = null;
  session.hub.on('taught', (message) => {
    taught = message;
    showUpdate(message);
  });
  session.hub.on('recognition', (recognition) => {
    showCost(recognition.blank ? null : recognition.cost);
    if (recognition.request !== null || recognition.revision !== taught?.revision) showUpdate(null);
  });
  session.hub.on('cleared', () => {
    showCost(null);
    showUpdate(null);
  });
  session.hub.on('connected', () => {
    showCost(null);
    showUpdate(null);
  });
  session.hub.on('averages', ({ inference, learning, updates, skipped, overhead }) => {
    showMean('inference', inference);
    showMean('learning', learning);
    const images = `${plural(updates + skipped, 'image')} learned: ${plural(updates, 'update')}, ${count(skipped)} skipped.`;
    const more = overhead === null ? '' : ` Learning took ${percent(overhead, 1)} more energy than classifying.`;
    say(byId('mean-updates'), updates + skipped === 0 ? 'No image learned yet.' : images + more);
  });
}

function showPresets(session: Session, { presets }: Hello): void {
  byId('presets').replaceChildren(
    ...presets.map(({ name, summary }) => {
      const radio = make('input');
      radio.type = 'radio';
      radio.name = 'preset';
      radio.value = name;
      radio.addEventListener('change', () => session.request({ type: 'preset', name }));
      const label = make('label', '', radio, name);
      label.title = summary;
      return label;
    }),
  );
}

function showCost(cost: Cost | null): void {
  const none = '·';
  say(byId('image-energy'), cost === null ? none : figure(cost.nanojoules));
  say(byId('image-cycles'), cost === null ? none : count(cost.cycles));
  say(byId('image-time'), cost === null ? none : figure(cost.microseconds));
  const range = cost === null
    ? 'Draw something to see what it takes.'
    : `Bounds with nothing fitted: ${figure(cost.low)} to ${figure(cost.high)} nJ.`;
  say(byId('image-range'), range);
  const most = Math.max(...(cost?.blocks.map(({ nanojoules }) => nanojoules) ?? []), 1e-9);
  const blocks = [...(cost?.blocks ?? [])].sort((one, other) => other.nanojoules - one.nanojoules);
  byId('blocks').replaceChildren(
    ...blocks.filter(({ nanojoules }) => nanojoules > 0).map(({ name, nanojoules, layers }) => {
      const track = make('span', 'track');
      for (const share of layers ?? [nanojoules]) {
        const part = make('span', 'part');
        part.style.width = `${(share / most) * 100}%`;
        track.append(part);
      }
      const title = make('span', 'name', name);
      title.title = name;
      const row = make('div', 'block', title, track, make('span', 'value', `${figure(nanojoules)} nJ`));
      row.setAttribute('role', 'listitem');
      return row;
    }),
  );
}

function showUpdate(taught: Taught | null): void {
  const element = byId('update-state');
  const updated = (taught?.updates ?? 0) > 0;
  element.dataset['state'] = taught === null ? 'none' : updated ? 'updated' : 'skipped';
  if (taught === null) say(element, 'No update: it only classified.');
  else if (updated) say(element, `Update: ${count(taught.updates)} of ${plural(taught.images, 'image')} changed synapses.`);
  else say(element, 'Update skipped: both phases spike alike, no memory is touched.');
}

function showMean(kind: 'inference' | 'learning', { images, cycles, nanojoules }: Mean): void {
  say(byId(`mean-${kind}-images`), count(images));
  say(byId(`mean-${kind}-cycles`), images === 0 ? '–' : figure(cycles));
  say(byId(`mean-${kind}-energy`), images === 0 ? '–' : figure(nanojoules));
}
