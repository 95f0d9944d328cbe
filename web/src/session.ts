/** The session with the server: what is known of it, and asking for things. */

import { decodeBytes, encodeFile, encodePicture, FILE_HEADER } from './binary.js';
import { Connection } from './connection.js';
import { Hub } from './hub.js';
import type {
  Accuracy,
  Hello,
  Model,
  ProcessorFigures,
  Recognition,
  Request,
  ServerMessage,
  Training,
} from './messages.js';
import type { Notify } from './notices.js';
import { decode, VersionError } from './protocol.js';

/** How the session stands, for the banner. */
export interface Status {
  opened(): void;
  closed(code: number, retryAt: number, had: boolean): void;
  /** The server cannot be used by this page. */
  refused(message: string): void;
}

export class Session {
  readonly hub = new Hub();
  hello: Hello | null = null;
  model: Model | null = null;
  processor: ProcessorFigures | null = null;
  accuracy: Accuracy | null = null;
  training: Training | null = null;
  /** What is recognised now; null without a picture. */
  recognition: Recognition | null = null;
  /** Whether that is of the picture before, after a lesson or at another voltage for instance. */
  pictureIsTheSame = false;
  /** The network that was downloaded last. */
  keptRevision: number | null = null;
  private readonly connection: Connection;
  private lastRequest = 0;
  /** Answers to requests up to this one come too late: the picture was taken away. */
  private overtaken = 0;

  constructor(
    address: string,
    private readonly notify: Notify,
    private readonly status: Status,
  ) {
    this.connection = new Connection(address, {
      text: (message) => this.receive(message),
      bytes: (message) => this.receiveBytes(message),
      opened: () => status.opened(),
      closed: (code, retryAt, had) => {
        this.forget();
        this.hub.emit('connected', false);
        status.closed(code, retryAt, had);
      },
    });
  }

  open(): void {
    this.connection.open();
  }

  get isTraining(): boolean {
    return this.training?.state === 'running' || this.training?.state === 'paused';
  }

  request(request: Request): boolean {
    if (request.type === 'clear') {
      this.overtaken = this.lastRequest;
      this.recognition = null;
    }
    return this.connection.send(JSON.stringify(request));
  }

  /** Sends a picture; its number, or null if there is no connection. */
  picture(columns: number, rows: number, ink: Uint8Array): number | null {
    return this.bytes((number) => encodePicture(number, columns, rows, ink));
  }

  /** Sends a file; its number, or null if it cannot be sent, which was then said. */
  file(kind: 'image' | 'model', file: Uint8Array): number | null {
    const most = this.hello?.limits.message_bytes ?? Infinity;
    if (file.length + FILE_HEADER > most) {
      this.notify(
        `The file has ${file.length.toLocaleString('en')} bytes; the server takes ${(most - FILE_HEADER).toLocaleString('en')} at most.`,
      );
      return null;
    }
    const number = this.bytes((request) => encodeFile(kind, request, file));
    if (number === null) this.notify('There is no connection to the server.');
    return number;
  }

  private bytes(encode: (request: number) => Uint8Array<ArrayBuffer>): number | null {
    const request = this.lastRequest + 1;
    if (!this.connection.send(encode(request))) return null;
    this.lastRequest = request;
    return request;
  }

  private forget(): void {
    this.hello = null;
    this.model = null;
    this.processor = null;
    this.accuracy = null;
    this.training = null;
    this.recognition = null;
  }

  private receive(text: string): void {
    let message: ServerMessage | null;
    try {
      message = decode(text);
    } catch (error) {
      this.damaged(error);
      return;
    }
    if (message !== null) this.accept(message);
  }

  private accept(message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
        this.hello = message;
        break;
      case 'model':
        // The first one says that the session has begun.
        if (this.model === null) {
          this.connection.settled();
          this.model = message;
          this.hub.emit('connected', true);
        }
        this.model = message;
        // Of other images than before, or of none.
        if (message.measured_on === null) this.accuracy = null;
        break;
      case 'processor':
        this.processor = message;
        break;
      case 'accuracy':
        this.accuracy = message;
        break;
      case 'training':
        this.training = message;
        break;
      case 'recognition':
        if (message.request !== null && message.request <= this.overtaken) return;
        this.pictureIsTheSame =
          this.recognition?.pixels === message.pixels && this.recognition.request === message.request;
        this.recognition = message;
        break;
      case 'error':
        this.notify(message.message);
        break;
      default:
    }
    (this.hub.emit as (kind: string, event: unknown) => void).call(this.hub, message.type, message);
  }

  private receiveBytes(buffer: ArrayBuffer): void {
    try {
      const message = decodeBytes(buffer);
      if (message?.kind === 'weights') this.hub.emit('weights', message.weights);
      if (message?.kind === 'model') this.hub.emit('modelFile', message.file);
    } catch (error) {
      this.damaged(error);
    }
  }

  private damaged(error: unknown): void {
    if (error instanceof VersionError) {
      this.connection.end();
      this.status.refused(error.message);
    } else {
      this.notify(`The server sent what this page does not understand: ${(error as Error).message}.`);
    }
  }
}
