/**
 * The way out for a mistyped word: `did you mean step?`, or undefined when no candidate is near.
 */
export function didYouMean(word: unknown, candidates: readonly unknown[]): string | undefined {
  if (typeof word !== 'string') return undefined;
  const candidate = nearest(
    word,
    candidates.filter((entry) => typeof entry === 'string'),
  );
  return candidate === undefined ? undefined : `did you mean ${candidate}?`;
}

/** The way out for a name that no column of the series has. Of hundreds of columns the first are told. */
export function amongColumns(name: string, columns: readonly string[]): string {
  const rest = columns.length - mostColumns;
  const more = rest > 0 ? ` and ${rest} more, see landau list columns` : '';
  return didYouMean(name, columns) ?? `the columns are ${columns.slice(0, mostColumns).join(', ')}${more}`;
}

const mostColumns = 30;

/**
 * The candidate with the fewest typing slips from `word`: at most one slip per three letters (and at least one).
 * A word of three letters or more that is part of a candidate counts as near too (`temp`, `midpoint`).
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  let best: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const slips = typingSlips(typed, candidate.toLowerCase());
    if (slips < fewest && slips <= Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3))) {
      best = candidate;
      fewest = slips;
    }
  }
  return (
    best ?? (word.length >= 3 ? candidates.find((candidate) => candidate.toLowerCase().includes(typed)) : undefined)
  );
}

/**
 * Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbouring letters.
 * Source: Damerau, Commun. ACM 7 (1964) 171.
 */
export function typingSlips(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
