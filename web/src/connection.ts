/** The WebSocket to the server: kept up, and begun anew when it is lost. */

import { Backoff } from './backoff.js';

export interface Handlers {
  text(message: string): void;
  bytes(message: ArrayBuffer): void;
  /** A new session. */
  opened(): void;
  /** `code`: WebSocket close code. `retryAt`: time of the next attempt (as Date.now). `had`: there was a session. */
  closed(code: number, retryAt: number, had: boolean): void;
}

/** 1013: the server has as many sessions as it takes. 1008: this page sent too much. Both want patience. */
const PATIENT = [1008, 1013];

export class Connection {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly backoff = new Backoff();
  private readonly patient = new Backoff(4000, 30_000);
  private ended = false;
  private opened = false;

  constructor(
    private readonly address: string,
    private readonly handlers: Handlers,
  ) {}

  open(): void {
    clearTimeout(this.timer);
    if (this.ended || this.socket !== null) return;
    const socket = new WebSocket(this.address);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    socket.addEventListener('open', () => {
      this.opened = true;
      this.handlers.opened();
    });
    socket.addEventListener('message', (event: MessageEvent<string | ArrayBuffer>) => {
      if (typeof event.data === 'string') this.handlers.text(event.data);
      else this.handlers.bytes(event.data);
    });
    socket.addEventListener('close', (event) => {
      const had = this.opened;
      this.opened = false;
      this.socket = null;
      if (this.ended) return;
      const wait = (PATIENT.includes(event.code) ? this.patient : this.backoff).next();
      this.timer = setTimeout(() => this.open(), wait);
      this.handlers.closed(event.code, Date.now() + wait, had);
    });
  }

  /** The session works: the next loss is met with short waits again. */
  settled(): void {
    this.backoff.reset();
    this.patient.reset();
  }

  /** Whether it was sent. */
  send(message: string | Uint8Array<ArrayBuffer>): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(message);
    return true;
  }

  /** For good: the server speaks another version. */
  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }
}
