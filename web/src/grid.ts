/** How many columns a number of like things takes. */

/**
 * Columns for `count` cells in `width` pixels. Cells are `smallest` to `largest` pixels wide; if they can, the rows are
 * all full.
 */
export function columnsFor(count: number, width: number, smallest: number, largest: number): number {
  const fewest = Math.max(1, Math.ceil(width / largest));
  const most = Math.max(1, Math.floor(width / smallest));
  if (count <= fewest) return Math.max(1, count);
  for (let columns = fewest; columns <= Math.min(most, fewest * 1.6); columns += 1) {
    if (count % columns === 0) return columns;
  }
  return Math.min(fewest, most);
}
