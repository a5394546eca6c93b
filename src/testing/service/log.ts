/** The last `keep` of something, oldest first. */
export interface Log<T> {
  add(entry: T): T;
  entries(): readonly T[];
  clear(): void;
}

export function createLog<T>(keep: number): Log<T> {
  let kept: T[] = [];
  return {
    add: (entry) => {
      kept.push(entry);
      if (kept.length > keep) kept.shift();
      return entry;
    },
    entries: () => kept,
    clear: () => {
      kept = [];
    },
  };
}
