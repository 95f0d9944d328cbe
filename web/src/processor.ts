/** The panel of the processor: presets, this image, means of the session. */

import { byId, make, setText } from './dom.js';
import { count, figure, percent, plural } from './format.js';
import type { Cost, Hello, Mean, Taught } from './messages.js';
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
    setText(byId('preset-summary'), preset?.summary ?? '');
  };
  session.hub.on('processor', ({ technology, area_mm2 }) => {
    check();
    setText(byId('processor-facts'), `${figure(area_mm2)} mm² in ${technology}; all figures here are modelled.`);
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
    if (!session.pictureIsTheSame || recognition.revision !== taught?.revision) showUpdate(null);
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
    const more =
      overhead === null
        ? ''
        : ` A learned image took ${percent(Math.abs(overhead), 1)} ${overhead < 0 ? 'less' : 'more'} energy than a classified one.`;
    setText(byId('mean-updates'), updates + skipped === 0 ? 'No image learned yet.' : images + more);
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
  setText(byId('image-energy'), cost === null ? none : figure(cost.nanojoules));
  setText(byId('image-cycles'), cost === null ? none : count(cost.cycles));
  setText(byId('image-time'), cost === null ? none : figure(cost.microseconds));
  const range =
    cost === null
      ? 'Draw something to see what it takes.'
      : `${figure(cost.low)} to ${figure(cost.high)} nJ with nothing fitted. This image alone: in a stream, the layers overlap.`;
  setText(byId('image-range'), range);
  const most = Math.max(...(cost?.blocks.map(({ nanojoules }) => nanojoules) ?? []), 1e-9);
  const blocks = [...(cost?.blocks ?? [])].sort((one, other) => other.nanojoules - one.nanojoules);
  showBlocks(
    blocks.filter(({ nanojoules }) => nanojoules > 0),
    most,
  );
}

/** Rows are kept while the blocks are the same: they change with every stroke. */
function showBlocks(blocks: Cost['blocks'], most: number): void {
  const list = byId('blocks');
  while (list.childElementCount > blocks.length) list.lastElementChild?.remove();
  for (const [index, { name, nanojoules, layers }] of blocks.entries()) {
    const row = list.children[index] ?? list.appendChild(blockRow());
    const [title, track, value] = [...row.children] as HTMLElement[];
    if (title === undefined || track === undefined || value === undefined) continue;
    setText(title, name);
    title.title = name;
    setText(value, `${nanojoules < 0.005 ? '< 0.01' : nanojoules.toFixed(2)} nJ`);
    const shares = layers ?? [nanojoules];
    while (track.childElementCount > shares.length) track.lastElementChild?.remove();
    for (const [layer, share] of shares.entries()) {
      const part = (track.children[layer] ?? track.appendChild(make('span', 'part'))) as HTMLElement;
      part.style.width = `${((share / most) * 100).toFixed(1)}%`;
    }
  }
}

function blockRow(): HTMLElement {
  const row = make('div', 'block', make('span', 'name'), make('span', 'track'), make('span', 'value'));
  row.setAttribute('role', 'listitem');
  return row;
}

function showUpdate(taught: Taught | null): void {
  const element = byId('update-state');
  const updated = (taught?.updates ?? 0) > 0;
  element.dataset['state'] = taught === null ? 'none' : updated ? 'updated' : 'skipped';
  if (taught === null) setText(element, 'No update: it only classified.');
  else if (updated)
    setText(element, `Update: ${count(taught.updates)} of ${plural(taught.images, 'image')} changed synapses.`);
  else setText(element, 'Update skipped: both phases spike alike, no memory is touched.');
}

function showMean(kind: 'inference' | 'learning', { images, cycles, nanojoules }: Mean): void {
  setText(byId(`mean-${kind}-images`), count(images));
  setText(byId(`mean-${kind}-cycles`), images === 0 ? '–' : figure(cycles));
  setText(byId(`mean-${kind}-energy`), images === 0 ? '–' : figure(nanojoules));
}
