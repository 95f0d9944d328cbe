/** What the page remembers between visits. A browser that forbids it forgets. */

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`apical-${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`apical-${key}`, value);
  } catch {
    // Nothing depends on it.
  }
}
