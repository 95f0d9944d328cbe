/** The panel "Teach": correct, keep and practise, name, undo, files of the model. */

import { byId, make, setText } from './dom.js';
import { accuracy, count, percent, plural, signed } from './format.js';
import type { Notify } from './notices.js';
import type { Accuracy } from './messages.js';
import type { Session } from './session.js';
import { slider } from './slider.js';

/** Returns what teaches the picture as a class. */
export function setUpTeach(session: Session, notify: Notify): (label: number) => void {
  const presentations = slider('presentations', (value) => plural(value, 'time'));
  const rate = slider('rate', String);
  const rounds = slider('rounds', String);
  const select = byId<HTMLSelectElement>('own-class');
  const name = byId<HTMLInputElement>('own-name');
  const buttons = Object.fromEntries(
    ['undo', 'reset', 'keep', 'practise', 'forget', 'upload', 'download', 'rename'].map((id) => [
      id,
      byId<HTMLButtonElement>(id),
    ]),
  ) as Record<string, HTMLButtonElement>;

  const press = (id: string, action: () => void) => buttons[id]?.addEventListener('click', action);
  press('undo', () => session.request({ type: 'undo' }));
  press('reset', () => session.request({ type: 'reset' }));
  press('keep', () => session.request({ type: 'keep', class: Number(select.value) }));
  press('forget', () => session.request({ type: 'forget' }));
  press('practise', () => session.request({ type: 'practise', rounds: rounds(), learning_rate: rate() }));
  const rename = () => {
    const wanted = name.value.trim();
    if (wanted === '') {
      name.focus();
      notify('A class needs a name of 1 to 24 characters.');
    } else if (session.request({ type: 'name', class: Number(select.value), name: wanted })) {
      name.value = '';
    }
  };
  press('rename', rename);
  name.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') rename();
  });
  setUpFiles(session, notify);

  const enable = () => {
    const { model, recognition } = session;
    const free = model !== null && !session.isTraining;
    const set = (id: string, possible: boolean) => {
      const button = buttons[id];
      if (button !== undefined) button.disabled = !possible;
    };
    set('undo', free && model.undo > 0);
    set('reset', free);
    set('upload', free);
    set('download', model !== null);
    set('rename', model !== null);
    set('keep', recognition?.blank === false);
    set('practise', free && model.examples.some((examples) => examples > 0));
    set('forget', model?.examples.some((examples) => examples > 0) === true);
    const steps = model?.undo ?? 0;
    if (buttons['undo'] !== undefined) setText(buttons['undo'], steps > 0 ? `Undo (${steps})` : 'Undo');
  };

  session.hub.on('model', (model) => {
    const chosen = select.value === '' ? model.classes.length - 1 : Number(select.value);
    select.replaceChildren(
      ...model.classes.map((text, label) => {
        const option = make('option', '', text === String(label) ? text : `${label}: ${text}`);
        option.value = String(label);
        return option;
      }),
    );
    select.value = String(Math.min(chosen, model.classes.length - 1));
    setText(byId('examples'), exampleWords(model.examples, model.classes));
    if (model.measured_on === null) {
      setText(byId('teach-accuracy'), `No test images of ${model.image.width} × ${model.image.height} pixels here`);
    } else if (session.accuracy?.revision !== model.revision) {
      setText(byId('teach-accuracy'), 'Measuring …');
    }
    enable();
  });
  session.hub.on('examples', ({ counts }) => {
    if (session.model === null) return;
    session.model.examples = counts;
    setText(byId('examples'), exampleWords(counts, session.model.classes));
    enable();
  });
  session.hub.on('accuracy', (message) => showAccuracy(message));
  for (const kind of ['recognition', 'cleared', 'training', 'connected'] as const) session.hub.on(kind, enable);

  return (label) => {
    session.request({ type: 'teach', class: label, presentations: presentations(), learning_rate: rate() });
  };
}

function exampleWords(counts: readonly number[], classes: readonly string[]): string {
  const kept = counts.flatMap((examples, label) => (examples > 0 ? [`${classes[label] ?? label}: ${examples}`] : []));
  return kept.length === 0 ? 'No example kept.' : `Examples kept of ${kept.join(', ')}.`;
}

function showAccuracy({ correct, tested, before }: Accuracy): void {
  const element = byId('teach-accuracy');
  const now = accuracy(correct, tested);
  if (before === null || tested === 0) {
    setText(element, now);
    return;
  }
  const delta = make('span', 'delta muted', `${signed(correct - before)} of ${count(tested)} images`);
  element.replaceChildren(`${percent(before / tested)} → ${now} `, delta);
}

function setUpFiles(session: Session, notify: Notify): void {
  const input = byId<HTMLInputElement>('model-file');
  let sent: { request: number; name: string } | null = null;
  byId('upload').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    input.value = '';
    if (file === undefined) return;
    void file.arrayBuffer().then(
      (bytes) => {
        const request = session.file('model', new Uint8Array(bytes));
        if (request !== null) sent = { request, name: file.name };
      },
      () => notify(`${file.name} cannot be read.`),
    );
  });
  session.hub.on('error', ({ request }) => {
    if (request === sent?.request) sent = null;
  });
  session.hub.on('model', () => {
    if (sent !== null) notify(`${sent.name} is the network now. Undo brings the other one back.`, 'note');
    sent = null;
  });
  session.hub.on('connected', () => {
    sent = null;
  });

  byId('download').addEventListener('click', () => session.request({ type: 'download' }));
  session.hub.on('modelFile', (file) => {
    const link = make('a');
    link.href = URL.createObjectURL(new Blob([new Uint8Array(file)], { type: 'application/octet-stream' }));
    link.download = 'apical-taught.safetensors';
    link.click();
    // The browser reads it after the click.
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    session.keptRevision = session.model?.revision ?? null;
  });
}
