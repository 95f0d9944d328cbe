/** Who wants to know of what: messages of the server, and what happens in the page. */

import type { Weights } from './binary.js';
import type { ServerMessage } from './messages.js';

/** Events of the page itself. */
export interface PageEvents {
  /** The session with the server began or ended. */
  connected: boolean;
  weights: Weights;
  modelFile: Uint8Array;
  /** The picture was taken away. */
  cleared: null;
  /** Light became dark, or the other way around: canvases are drawn anew. */
  theme: null;
}

export type Events = { [M in ServerMessage as M['type']]: M } & PageEvents;
type Listener<T> = (event: T) => void;

export class Hub {
  private readonly listeners = new Map<keyof Events, Listener<never>[]>();

  on<K extends keyof Events>(kind: K, listener: Listener<Events[K]>): void {
    const there = this.listeners.get(kind) ?? [];
    there.push(listener as Listener<never>);
    this.listeners.set(kind, there);
  }

  emit<K extends keyof Events>(kind: K, event: Events[K]): void {
    for (const listener of this.listeners.get(kind) ?? []) (listener as Listener<Events[K]>)(event);
  }
}
