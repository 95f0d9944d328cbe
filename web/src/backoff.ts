/** Waits between attempts to reach the server: they double, so that a server that is down is not pressed. */
export class Backoff {
  private attempts = 0;

  /** `random`: 0 to 1; spreads the attempts of many pages by a fifth. */
  constructor(
    private readonly first = 500,
    private readonly longest = 15_000,
    private readonly random: () => number = Math.random,
  ) {}

  /** Milliseconds until the next attempt. */
  next(): number {
    const wait = Math.min(this.longest, this.first * 2 ** Math.min(this.attempts, 20));
    this.attempts += 1;
    return Math.round(wait * (0.8 + 0.2 * this.random()));
  }

  /** After the server was reached. */
  reset(): void {
    this.attempts = 0;
  }
}
