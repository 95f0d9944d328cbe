/** How the session stands: the lamp, and the banner while there is none. */

import { byId, setText } from './dom.js';
import { count } from './format.js';
import type { Notify } from './notices.js';
import type { Session } from './session.js';

/** What WebSocket close codes mean here. */
const REASONS: Record<number, string> = {
  1001: 'The server has ended.',
  1007: 'The server did not understand a message of this page, and ended the session.',
  1008: 'This page sent more than the server allows, and the session ended.',
  1009: 'This page sent a message that is too long, and the session ended.',
  1013: 'The server has as many sessions as it takes.',
};

export class StatusBanner {
  private timer: ReturnType<typeof setInterval> | undefined;
  private taught = false;

  /** `retry`: connect at once. */
  constructor(
    private readonly notify: Notify,
    retry: () => void,
  ) {
    byId('banner-retry').addEventListener('click', retry);
  }

  /** Once there is a session to look at. */
  watch(session: Session): void {
    session.hub.on('hello', ({ preparing, software, specification }) => {
      setText(byId('footer-software'), `${software}, specification ${specification}`);
      if (preparing !== null) this.prepare(preparing.epoch, preparing.epochs);
    });
    session.hub.on('preparing', ({ epoch, epochs }) => this.prepare(epoch, epochs));
    session.hub.on('connected', (connected) => {
      document.body.dataset['connected'] = String(connected);
      setText(byId('connection-text'), connected ? 'Connected' : 'Not connected');
      if (!connected) return;
      this.hide();
      if (this.taught) {
        this.notify(
          'The session began anew. What was taught is gone, unless you downloaded it: upload the file to go on.',
          'note',
        );
      }
      this.taught = false;
    });
    const changed = () => {
      const { model } = session;
      if (model === null) return;
      const examples = model.examples.some((kept) => kept > 0);
      const other = model.undo > 0 && model.revision !== session.keptRevision;
      this.taught = examples || other || model.taught > 0 || session.isTraining;
    };
    for (const kind of ['model', 'examples', 'training'] as const) session.hub.on(kind, changed);
  }

  opened(): void {
    setText(byId('connection-text'), 'Connecting');
  }

  closed(code: number, retryAt: number, had: boolean): void {
    const reason = REASONS[code] ?? (had ? 'The connection to the server is lost.' : 'The server cannot be reached.');
    const gone = this.taught ? ' What was taught in this session is gone, unless you downloaded it.' : '';
    const show = () => {
      const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
      setText(byId('connection-text'), seconds === 0 ? 'Connecting' : `Again in ${seconds} s`);
    };
    clearInterval(this.timer);
    this.timer = setInterval(show, 250);
    show();
    this.show(`${reason}${gone} The page connects again by itself.`, { retry: true });
  }

  refused(message: string): void {
    clearInterval(this.timer);
    setText(byId('connection-text'), 'Not connected');
    this.show(message, {});
  }

  private prepare(epoch: number, epochs: number): void {
    clearInterval(this.timer);
    setText(byId('connection-text'), 'Preparing');
    this.show('The server trains its network first. It takes a few seconds.', {
      progress: epochs === 0 ? 0 : epoch / epochs,
    });
    byId('banner-progress').setAttribute('aria-valuetext', `epoch ${count(epoch)} of ${count(epochs)}`);
  }

  private show(text: string, { retry = false, progress }: { retry?: boolean; progress?: number }): void {
    setText(byId('banner-text'), text);
    byId('banner-retry').hidden = !retry;
    byId('banner-progress').hidden = progress === undefined;
    byId<HTMLProgressElement>('banner-progress').value = progress ?? 0;
    byId('banner').hidden = false;
  }

  private hide(): void {
    clearInterval(this.timer);
    byId('banner').hidden = true;
  }
}
