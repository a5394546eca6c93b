/** The last of something, oldest first. */
export interface Log<T> {
  add(entry: T): T;
  entries(): readonly T[];
  /** Whether the entry was added since everything was forgotten. */
  knows(entry: T): boolean;
  clear(): void;
}

/** However many are kept, of what is large fewer are: a thousand bodies of 1 MiB would be a gigabyte. */
export const MAX_KEPT_CHARACTERS = 64 * 1024 * 1024;

/**
 * @param keep how many entries
 * @param sizeOf of an entry, in characters; all that are kept have at most `maxSize` together, the latest excepted
 */
export function createLog<T extends object>(
  keep: number,
  sizeOf: (entry: T) => number,
  maxSize = MAX_KEPT_CHARACTERS,
): Log<T> {
  let kept: T[] = [];
  let known = new WeakSet<T>();
  let size = 0;
  return {
    add: (entry) => {
      kept.push(entry);
      known.add(entry);
      size += sizeOf(entry);
      while (kept.length > keep || (size > maxSize && kept.length > 1)) {
        const oldest = kept.shift();
        if (oldest !== undefined) size -= sizeOf(oldest);
      }
      return entry;
    },
    entries: () => kept,
    knows: (entry) => known.has(entry),
    clear: () => {
      kept = [];
      known = new WeakSet();
      size = 0;
    },
  };
}
