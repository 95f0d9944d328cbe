/** Sends the newest of something that changes often: at a frame, once the last was answered or long enough ago. */

export interface Clock {
  now(): number;
  /** Calls back at the next frame. */
  frame(callback: () => void): void;
}

export const browserClock: Clock = {
  now: () => performance.now(),
  frame: (callback) => void requestAnimationFrame(callback),
};

export class Paced {
  private wanted = false;
  private waiting = false;
  private answered = true;
  private sentAt = -Infinity;

  /**
   * `send` sends what is newest when it is called. `patience`: milliseconds that an answer is waited for.
   * `interval`: the least milliseconds between two.
   */
  constructor(
    private readonly send: () => void,
    private readonly patience = 50,
    public interval = 0,
    private readonly clock: Clock = browserClock,
  ) {}

  /** There is something newer to send. */
  changed(): void {
    this.wanted = true;
    this.wait();
  }

  /** The last was answered. */
  answer(): void {
    this.answered = true;
  }

  /** What was to be sent is not to be sent any more. */
  cancel(): void {
    this.wanted = false;
    this.answered = true;
  }

  private wait(): void {
    if (this.waiting) return;
    this.waiting = true;
    this.clock.frame(() => {
      this.waiting = false;
      this.attempt();
    });
  }

  private attempt(): void {
    if (!this.wanted) return;
    const since = this.clock.now() - this.sentAt;
    if (since < this.interval || (!this.answered && since < this.patience)) {
      this.wait();
      return;
    }
    this.wanted = false;
    this.answered = false;
    this.sentAt = this.clock.now();
    this.send();
  }
}
