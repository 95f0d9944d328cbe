/** Notices: what went wrong, or what one should know. They stay until they are dismissed, the newest last. */

import { byId, make } from './dom.js';

const MOST = 4;

export type Notify = (message: string, kind?: 'error' | 'note') => void;

export function setUpNotices(): Notify {
  const list = byId('notices');
  return (message, kind = 'error') => {
    for (const old of list.querySelectorAll('.notice')) {
      // Again the same: it moves to the end rather than stand there twice.
      if (old.querySelector('p')?.textContent === message) old.remove();
    }
    const dismiss = make('button', 'dismiss', '×');
    dismiss.type = 'button';
    dismiss.setAttribute('aria-label', `Dismiss: ${message}`);
    const notice = make('div', `notice ${kind}`, make('p', '', message), dismiss);
    dismiss.addEventListener('click', () => notice.remove());
    list.append(notice);
    while (list.childElementCount > MOST) list.firstElementChild?.remove();
  };
}
