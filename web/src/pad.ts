/** The drawing pad: mouse, touch, pen and keyboard. */

import { css, palette } from './colours.js';
import { byId } from './dom.js';

/** Pixels of a side, of the canvas and of what is sent. */
const SIDE = 560;
const SENT = 140;
/** Of the side: as thick as MNIST's strokes in their box. */
const STROKE = 0.078;
/** Of the side: a key press. */
const STEP = 0.035;

interface Point {
  x: number;
  y: number;
}

export class Pad {
  private readonly canvas = byId<HTMLCanvasElement>('pad');
  private readonly ink = required(document.createElement('canvas'));
  private readonly small = required(document.createElement('canvas'));
  private readonly view = required(this.canvas, false);
  private readonly hint = byId('pad-hint');
  private readonly strokes = new Map<number, Point>();
  private cursor: Point = { x: SIDE / 2, y: SIDE / 4 };
  private cursorIsShown = false;
  private penIsDown = false;

  /** `changed`: there is another drawing. `emptied`: there is none any more. */
  constructor(
    private readonly changed: () => void,
    private readonly emptied: () => void,
  ) {
    this.ink.canvas.width = this.ink.canvas.height = SIDE;
    this.small.canvas.width = this.small.canvas.height = SENT;
    this.canvas.addEventListener('pointerdown', (event) => this.down(event));
    this.canvas.addEventListener('pointermove', (event) => this.move(event));
    for (const kind of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) {
      this.canvas.addEventListener(kind, (event) => this.strokes.delete(event.pointerId));
    }
    this.canvas.addEventListener('contextmenu', (event) => event.preventDefault());
    this.canvas.addEventListener('keydown', (event) => this.key(event));
    this.canvas.addEventListener('blur', () => {
      this.cursorIsShown = this.penIsDown = false;
      this.render();
    });
    this.render();
  }

  /** 0 no ink, 255 full; row by row. Null: there is no ink. */
  picture(): { columns: number; rows: number; ink: Uint8Array } | null {
    this.small.clearRect(0, 0, SENT, SENT);
    this.small.drawImage(this.ink.canvas, 0, 0, SENT, SENT);
    const { data } = this.small.getImageData(0, 0, SENT, SENT);
    const ink = new Uint8Array(SENT * SENT);
    let isEmpty = true;
    for (let index = 0; index < ink.length; index += 1) {
      const value = data[4 * index + 3] ?? 0;
      ink[index] = value;
      if (value > 0) isEmpty = false;
    }
    return isEmpty ? null : { columns: SENT, rows: SENT, ink };
  }

  get isEmpty(): boolean {
    return this.picture() === null;
  }

  clear(): void {
    this.ink.clearRect(0, 0, SIDE, SIDE);
    this.penIsDown = false;
    this.render();
    this.emptied();
  }

  /** Shows a picture that came from elsewhere, as if it were drawn; it is not sent. */
  show(pixels: Uint8Array, columns: number, rows: number): void {
    const source = required(document.createElement('canvas'));
    source.canvas.width = columns;
    source.canvas.height = rows;
    const image = source.createImageData(columns, rows);
    for (let index = 0; index < columns * rows; index += 1) image.data[4 * index + 3] = pixels[index] ?? 0;
    source.putImageData(image, 0, 0);
    this.ink.clearRect(0, 0, SIDE, SIDE);
    this.ink.imageSmoothingEnabled = false;
    this.ink.drawImage(source.canvas, 0, 0, SIDE, SIDE);
    this.render();
  }

  /** Draws the pad anew, after another theme. */
  render(): void {
    const colours = palette();
    this.view.globalCompositeOperation = 'copy';
    this.view.drawImage(this.ink.canvas, 0, 0);
    this.view.globalCompositeOperation = 'source-in';
    this.view.fillStyle = css(colours.ink);
    this.view.fillRect(0, 0, SIDE, SIDE);
    this.view.globalCompositeOperation = 'source-over';
    if (this.cursorIsShown) this.renderCursor();
  }

  private renderCursor(): void {
    const { x, y } = this.cursor;
    this.view.strokeStyle = css(this.penIsDown ? palette().up : palette().accent);
    this.view.lineWidth = 4;
    this.view.beginPath();
    this.view.arc(x, y, (STROKE * SIDE) / 2, 0, 2 * Math.PI);
    for (const [horizontal, vertical] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      this.view.moveTo(x + horizontal * 26, y + vertical * 26);
      this.view.lineTo(x + horizontal * 42, y + vertical * 42);
    }
    this.view.stroke();
  }

  private down(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    // A script may send a pointer that the browser does not know; it draws without capture.
    try {
      this.canvas.setPointerCapture(event.pointerId);
    } catch {
      // Nothing to do.
    }
    if (this.cursorIsShown) {
      this.cursorIsShown = this.penIsDown = false;
      this.render();
    }
    const point = this.pointOf(event);
    this.strokes.set(event.pointerId, point);
    this.line(point, point, isEraser(event));
  }

  private move(event: PointerEvent): void {
    let last = this.strokes.get(event.pointerId);
    if (last === undefined) return;
    // Older versions of Safari have none.
    const together = 'getCoalescedEvents' in event ? event.getCoalescedEvents() : [];
    for (const part of together.length > 0 ? together : [event]) {
      const point = this.pointOf(part);
      this.line(last, point, isEraser(event));
      last = point;
    }
    this.strokes.set(event.pointerId, last);
  }

  private pointOf(event: PointerEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * SIDE, y: ((event.clientY - box.top) / box.height) * SIDE };
  }

  private line(from: Point, to: Point, erase: boolean): void {
    strokeLine(this.ink, from, to, erase);
    this.hint.hidden = true;
    // All of it is drawn anew only where the keyboard's pen must go.
    if (this.cursorIsShown) this.render();
    else strokeLine(this.view, from, to, erase, css(palette().ink));
    this.changed();
  }

  private key(event: KeyboardEvent): void {
    const step = SIDE * STEP * (event.shiftKey ? 3 : 1);
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const by = moves[event.key];
    if (by !== undefined) {
      const from = this.cursor;
      const within = (value: number) => Math.min(SIDE, Math.max(0, value));
      this.cursor = { x: within(from.x + by[0]), y: within(from.y + by[1]) };
      this.cursorIsShown = true;
      if (this.penIsDown) this.line(from, this.cursor, false);
      else this.render();
    } else if (event.key === ' ') {
      this.cursorIsShown = true;
      this.penIsDown = !this.penIsDown;
      if (this.penIsDown) this.line(this.cursor, this.cursor, false);
      else this.render();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      this.clear();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** The words on the empty pad. */
  showHint(shown: boolean): void {
    this.hint.hidden = !shown;
  }
}

function strokeLine(pen: CanvasRenderingContext2D, from: Point, to: Point, erase: boolean, colour = 'black'): void {
  pen.globalCompositeOperation = erase ? 'destination-out' : 'source-over';
  pen.strokeStyle = colour;
  pen.lineCap = pen.lineJoin = 'round';
  pen.lineWidth = STROKE * SIDE * (erase ? 2 : 1);
  pen.beginPath();
  pen.moveTo(from.x, from.y);
  // A line without length has no caps in some browsers.
  pen.lineTo(to.x + 0.01, to.y);
  pen.stroke();
  pen.globalCompositeOperation = 'source-over';
}

/** The other end of a pen. */
function isEraser(event: PointerEvent): boolean {
  return (event.buttons & 32) !== 0;
}

function required(canvas: HTMLCanvasElement, isRead = true): CanvasRenderingContext2D {
  const pen = canvas.getContext('2d', { willReadFrequently: isRead });
  if (pen === null) throw new Error('this browser draws no canvas');
  return pen;
}
