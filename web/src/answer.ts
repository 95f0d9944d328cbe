/** What the network answers: the class, how sure, and the potentials of the output neurons. Its classes teach. */

import { byId, make, setText } from './dom.js';
import { count, plural, signed } from './format.js';
import type { Recognised } from './protocol.js';
import type { Session } from './session.js';

/** Milliseconds without change until a screen reader is told. */
const QUIET = 600;

interface Row {
  root: HTMLElement;
  button: HTMLButtonElement;
  bar: HTMLElement;
  value: HTMLElement;
}

/** `teach` is called with the class whose button was pressed. */
export function setUpAnswer(session: Session, teach: (label: number) => void): void {
  const digit = byId('answer-digit');
  const words = byId('answer-text');
  const detail = byId('answer-detail');
  const live = byId('live');
  const list = byId('classes');
  const taught = byId('taught');
  let rows: Row[] = [];
  let names: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const announce = (text: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => setText(live, text), QUIET);
  };

  function show(large: string, text: string, small: string): void {
    setText(digit, large);
    digit.classList.toggle('long', large.length > 2);
    setText(words, text);
    setText(detail, small);
    announce(large === '–' ? text : `${text}. ${small}`);
  }

  function nothing(text: string): void {
    taught.hidden = true;
    delete document.body.dataset['winner'];
    delete digit.dataset['right'];
    show('–', text, 'An empty pad is not a digit.');
    fill(rows, null);
    enable();
  }

  function enable(): void {
    const possible = session.recognition?.blank === false && !session.isTraining;
    for (const { button } of rows) button.disabled = !possible;
  }

  session.hub.on('model', (model) => {
    document.body.dataset['revision'] = String(model.revision);
    if (model.classes.join('\n') === names.join('\n')) return;
    names = model.classes;
    rows = names.map((name, label) => row(name, () => teach(label)));
    list.replaceChildren(...rows.map(({ root }) => root));
    const recognition = session.recognition;
    if (recognition?.blank === false) present(recognition);
    else fill(rows, null);
    enable();
  });

  function present(recognition: Recognised): void {
    const winner = names[recognition.winner] ?? String(recognition.winner);
    const second = recognition.runner_up;
    const truth = recognition.truth;
    document.body.dataset['winner'] = String(recognition.winner);
    if (truth === null) delete digit.dataset['right'];
    else digit.dataset['right'] = String(truth === recognition.winner);
    const label =
      truth === null ? '' : `, labelled ${names[truth] ?? truth}${truth === recognition.winner ? '' : ': wrong'}`;
    const origin = { drawing: 'This is', sample: 'Test image:', image: 'The file:' }[recognition.origin];
    show(winner, `${origin} ${winner}${label}`, second === null ? '' : `Second: ${names[second] ?? second}. Margin: ${count(recognition.margin)}.`);
    fill(rows, recognition);
    enable();
  }

  session.hub.on('recognition', (recognition) => {
    if (!session.pictureIsTheSame) taught.hidden = true;
    if (recognition.blank) nothing('Nothing to see');
    else present(recognition);
  });
  session.hub.on('taught', (message) => {
    taught.hidden = false;
    taught.dataset['state'] = message.updates > 0 ? 'updated' : 'skipped';
    setText(
      taught,
      `${plural(message.images, 'image')} learned, ${plural(message.updates, 'update')}: see below what changed.`,
    );
  });
  session.hub.on('training', enable);
  session.hub.on('cleared', () => nothing('Nothing drawn'));
  session.hub.on('connected', (connected) => {
    if (!connected) nothing('No connection');
    else nothing('Nothing drawn');
  });
  nothing('Nothing drawn');
}

function row(name: string, press: () => void): Row {
  const button = make('button', '', name);
  button.type = 'button';
  button.title = `This is ${name}: learn it`;
  button.setAttribute('aria-label', `Teach: this is ${name}`);
  button.addEventListener('click', press);
  const bar = make('span', 'bar');
  const track = make('span', 'track', bar);
  const value = make('span', 'value empty');
  return { root: make('div', 'class-row', button, track, value), button, bar, value };
}

/** Bars from the lowest potential: the longest wins. */
function fill(rows: Row[], recognition: Recognised | null): void {
  const potentials = recognition?.layers.at(-1)?.potentials ?? [];
  const lowest = Math.min(...potentials);
  const span = Math.max(...potentials) - lowest || 1;
  for (const [label, { root, bar, value }] of rows.entries()) {
    const potential = potentials[label];
    root.classList.toggle('winner', recognition?.winner === label);
    bar.style.width = potential === undefined ? '0' : `${((potential - lowest) / span) * 100}%`;
    value.classList.toggle('empty', potential === undefined);
    setText(value, potential === undefined ? '·' : signed(potential));
  }
}
