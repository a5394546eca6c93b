import { describeError } from './describe-error.js';
import { readBytes } from './read-bytes.js';
import type { Clock } from './time/clock.js';
import { within } from './time/within.js';

const MAX_SOURCE_BYTES = 20 * 1024 * 1024;
const LIMIT_MS = 10_000;

export interface SourceParts {
  clock: Clock;
  fetch: typeof fetch;
  /** The sandbox's own answer for a URL of its own: no socket is needed for those. */
  serveOwn(url: URL): Response | undefined;
}

/** Fetches the image to edit. The error, which the task will carry, says what was wrong with which URL. */
export const createFetchSource =
  ({ clock, fetch, serveOwn }: SourceParts) =>
  async (url: string, signal: AbortSignal): Promise<Uint8Array> => {
    const late = (): Error => new Error(`gave no whole answer within ${LIMIT_MS / 1_000} s`);
    try {
      return await within({ clock, limitMs: LIMIT_MS, signal, late }, async (signal) =>
        // `fetch` follows at most 20 redirects, and none that leaves http(s).
        readImage(serveOwn(new URL(url)) ?? (await fetch(url, { signal, headers: { Accept: 'image/*' } }))),
      );
    } catch (cause) {
      throw new Error(`The source image could not be fetched: ${url} ${describeError(cause)}.`, { cause });
    }
  };

async function readImage(response: Response): Promise<Uint8Array> {
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new Error(response.ok ? 'answered with nothing' : `answered ${response.status}`);
  }
  const bytes = await readBytes(response.body, MAX_SOURCE_BYTES);
  if (!bytes) throw new Error(`is larger than ${MAX_SOURCE_BYTES / 1024 / 1024} MiB`);
  return bytes;
}
