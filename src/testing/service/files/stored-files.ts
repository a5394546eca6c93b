import { randomHex } from '../random.js';
import type { Clock } from '../time/clock.js';

/** How long a file's URL lives, and an upload may take: one hour. */
export const FILE_LIFE_MS = 60 * 60 * 1_000;

export interface StoredFile {
  readonly id: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly createdAt: number;
}

export interface StoredFiles {
  add(file: Pick<StoredFile, 'fileName' | 'contentType' | 'bytes'>): StoredFile;
  byId(id: string): StoredFile | undefined;
  clear(): void;
}

// Two of the largest, and then some.
const MAX_BYTES = 256 * 1024 * 1024;

/** The latest files, as many as fit. */
export function createStoredFiles(clock: Clock, keep: number, maxBytes = MAX_BYTES): StoredFiles {
  const kept = new Map<string, StoredFile>(); // a Map keeps the order of insertion
  let size = 0;
  return {
    add: (given) => {
      const file = { ...given, id: randomHex(16), createdAt: clock.now() };
      kept.set(file.id, file);
      size += file.bytes.byteLength;
      for (const oldest of kept.values()) {
        if ((size <= maxBytes && kept.size <= keep) || oldest === file) break;
        kept.delete(oldest.id);
        size -= oldest.bytes.byteLength;
      }
      return file;
    },
    byId: (id) => kept.get(id),
    clear: () => {
      kept.clear();
      size = 0;
    },
  };
}
