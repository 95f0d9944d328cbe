/** A slider whose value stands beside it. */

import { byId, setText } from './dom.js';

/** `text` is what stands there. Returns what gives the value. */
export function slider(id: string, text: (value: number) => string): () => number {
  const input = byId<HTMLInputElement>(id);
  const show = () => setText(byId(`${id}-text`), text(input.valueAsNumber));
  input.addEventListener('input', show);
  show();
  return () => input.valueAsNumber;
}
