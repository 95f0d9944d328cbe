/** Seeds, which have 64 bits: more than a number holds. */

export const LARGEST_SEED = 2n ** 64n - 1n;

/** Whether these are digits of a number beyond all seeds. */
export function isTooLarge(digits: string): boolean {
  return /^\d+$/.test(digits) && BigInt(digits) > LARGEST_SEED;
}

/** A seed as it is sent: its digits if a number does not hold it exactly. */
export function seedOf(digits: string): number | string {
  const seed = BigInt(digits);
  return seed > BigInt(Number.MAX_SAFE_INTEGER) ? String(seed) : Number(seed);
}
