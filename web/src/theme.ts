/** Light or dark: as the system says, until the visitor chooses. */

import { forgetPalette } from './colours.js';
import { byId } from './dom.js';
import { recall, remember } from './storage.js';

/** `changed`: canvases are to be drawn anew. */
export function setUpTheme(changed: () => void): void {
  const button = byId('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const chosen = recall('theme');
    const dark = chosen === null ? system.matches : chosen === 'dark';
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
    button.setAttribute('aria-pressed', String(dark));
    forgetPalette();
    changed();
  };
  system.addEventListener('change', apply);
  button.addEventListener('click', () => {
    const dark = document.documentElement.dataset['theme'] !== 'dark';
    remember('theme', dark ? 'dark' : 'light');
    apply();
  });
  apply();
}
