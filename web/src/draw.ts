/** The panel "Draw": what is on the pad goes to the server. */

import { bytesOf, FILE_HEADER } from './binary.js';
import { byId } from './dom.js';
import { acceptable } from './images.js';
import type { Notify } from './notices.js';
import { Pad } from './pad.js';
import { Paced } from './paced.js';
import type { Session } from './session.js';

export function setUpDraw(session: Session, notify: Notify): void {
  /** A picture from elsewhere that is to be shown on the pad when its recognition comes. */
  let awaited: number | 'sample' | null = null;
  const paced = new Paced(() => {
    const picture = pad.picture();
    // All of it was erased.
    if (picture === null) takeAway();
    else session.picture(picture.columns, picture.rows, picture.ink);
  });
  const pad = new Pad(() => {
    awaited = null;
    paced.changed();
  }, takeAway);

  function takeAway(): void {
    awaited = null;
    paced.cancel();
    pad.showHint(true);
    session.request({ type: 'clear' });
    session.hub.emit('cleared', null);
  }

  byId('clear').addEventListener('click', () => pad.clear());
  for (const [id, mistake] of [
    ['sample', false],
    ['mistake', true],
  ] as const) {
    byId(id).addEventListener('click', () => {
      if (!session.request({ type: 'sample', mistake })) return;
      paced.cancel();
      awaited = 'sample';
    });
  }

  async function send(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    try {
      const most = (session.hello?.limits.message_bytes ?? Infinity) - FILE_HEADER;
      const bytes = await acceptable(file, most);
      paced.cancel();
      awaited = session.file('image', bytes);
    } catch (error) {
      notify(`${file.name}: ${(error as Error).message}`);
    }
  }
  acceptFiles(send);

  session.hub.on('hello', (hello) => {
    // Half of what the server takes in a second is for pictures.
    paced.interval = 2000 / Math.max(1, hello.limits.messages_per_second);
  });
  session.hub.on('model', ({ measured_on }) => {
    for (const id of ['sample', 'mistake']) {
      const button = byId<HTMLButtonElement>(id);
      button.disabled = measured_on === null;
      button.title = measured_on === null ? 'There are no test images of this size here' : '';
    }
  });
  session.hub.on('connected', (connected) => {
    // The new session knows nothing of the picture.
    if (connected && !pad.isEmpty) paced.changed();
    else if (!connected) paced.cancel();
  });
  session.hub.on('recognition', (recognition) => {
    paced.answer();
    const shown = awaited === 'sample' ? recognition.origin === 'sample' : awaited === recognition.request;
    if (awaited === null || !shown) return;
    awaited = null;
    const image = session.model?.image;
    if (image === undefined) return;
    pad.show(bytesOf(recognition.pixels), image.width, image.height);
    pad.showHint(recognition.blank);
  });
  session.hub.on('error', ({ request, about }) => {
    paced.answer();
    if (awaited === request || (awaited === 'sample' && about === 'sample')) awaited = null;
  });
  session.hub.on('training', ({ state }) => {
    // The network becomes another one while it learns: so does its answer to the same drawing.
    const drawn = session.recognition?.origin === 'drawing' && awaited === null;
    if (state === 'running' && drawn && !pad.isEmpty) paced.changed();
  });
  session.hub.on('theme', () => pad.render());
}

/** Files from the button, and those that are dropped on the pad. */
function acceptFiles(send: (file: File | undefined) => Promise<void>): void {
  const input = byId<HTMLInputElement>('image-file');
  byId('open-image').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    void send(input.files?.[0]);
    input.value = '';
  });
  const frame = byId('pad-frame');
  // A file that is dropped beside the pad must not replace the page.
  for (const kind of ['dragover', 'drop'] as const) {
    addEventListener(kind, (event) => event.preventDefault());
  }
  frame.addEventListener('dragover', () => frame.classList.add('dropping'));
  for (const kind of ['dragleave', 'drop'] as const) {
    frame.addEventListener(kind, () => frame.classList.remove('dropping'));
  }
  frame.addEventListener('drop', (event) => void send(event.dataTransfer?.files[0]));
}
