import { createMd5 } from '#crypto';
import { describe, throwIssues } from '../../check-options.js';
import { HEAD_BYTES, pictureType, typeOfName } from '../../download/picture-type.js';
import { ValidationError } from '../../errors/classes.js';
import { RunApiError } from '../../errors/run-api-error.js';
import { readChunks } from '../../http/read-chunks.js';
import { within } from '../../time/within.js';

/** What the service wants to know of a file before it comes. */
export interface FileFacts {
  readonly filename: string;
  readonly byte_size: number;
  /** MD5, base64. */
  readonly checksum: string;
  readonly content_type: string;
}

/**
 * Reads a file once, piece by piece.
 * @param type what its `Blob` said that it is
 * @throws ValidationError when it can't be read, or nobody knows what it is; AbortError
 */
export async function readFile(
  file: Blob,
  name: string | undefined,
  type: string,
  signal: AbortSignal | undefined,
): Promise<FileFacts> {
  const md5 = createMd5();
  try {
    const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
    const content_type = contentType(type, head, name);
    const body = file.stream();
    // Without a limit, and for the signal of its own: the caller's may be shared by many uploads.
    await within(
      Number.POSITIVE_INFINITY,
      signal,
      () => unreadable(undefined),
      async (own) => {
        for await (const chunk of readChunks({ body }, own, Number.POSITIVE_INFINITY, unreadable))
          md5.update(chunk);
      },
    );
    return {
      filename: name ?? `upload.${pictureType(head)?.extension ?? 'bin'}`,
      byte_size: file.size,
      checksum: md5.digest(),
      content_type,
    };
  } catch (error) {
    throw error instanceof RunApiError ? error : unreadable(error);
  }
}

const PIECE_BYTES = 256 * 1024;

/**
 * The same bytes, by reference, as a `Blob` that streams in pieces and has no type. Node gives a `Blob` in memory as one
 * chunk, copied: 100 MB more, twice. And `fetch` would send a type as a header that the storage has not asked for.
 * One that is not what this runtime's `fetch` sends, but a polyfill's or jsdom's, is read into memory: `fetch` would
 * take it for a text, '[object Blob]'.
 * @throws ValidationError when it can't be read
 */
export async function inPieces(file: Blob): Promise<Blob> {
  try {
    // The global one may be jsdom's, too.
    const OwnBlob: typeof Blob = Reflect.get(await new Response().blob(), 'constructor');
    const isOwn: boolean = file instanceof OwnBlob;
    if (!isOwn) return await new Response(await file.arrayBuffer()).blob();
    const count = Math.ceil(file.size / PIECE_BYTES);
    return new OwnBlob(
      Array.from({ length: count }, (_, i) => file.slice(i * PIECE_BYTES, (i + 1) * PIECE_BYTES)),
    );
  } catch (error) {
    throw unreadable(error);
  }
}

/**
 * What the `Blob` says, unless that says nothing; else what its bytes are, or its name. Every JPEG, PNG, WebP and GIF is
 * known by its bytes, so a name of one on other bytes is most likely `new Blob(['photo.jpg'])`: a path in place of bytes.
 */
function contentType(given: string, head: Uint8Array, name: string | undefined): string {
  const isSpecific = given !== '' && given !== 'application/octet-stream';
  const named = typeOfName(name ?? '');
  const type = isSpecific ? given : (pictureType(head)?.contentType ?? named ?? given);
  if (!isSpecific && !pictureType(head) && named && named !== 'image/avif') {
    const message = `its bytes are no ${named}: pass new Blob([await readFile('photo.jpg')]), not new Blob(['photo.jpg'])`;
    throwIssues([{ path: 'file', message }], 'Nothing was sent');
  }
  if (!/^[\w.+-]+\/[\w.+-]+/.test(type)) {
    const message =
      type === ''
        ? "has no content type, and its bytes are no picture that is known: pass new Blob([bytes], { type: 'image/jpeg' })"
        : `has no content type such as image/jpeg, but ${describe(type)} of another form`;
    throwIssues([{ path: 'file', message }], 'Nothing was sent');
  }
  return type;
}

/** A file on disk is read when it is sent: what `openAsBlob` was given may be a folder, or may have changed since. */
export const unreadable = (cause: unknown): ValidationError =>
  new ValidationError(
    `The file can't be read: ${String(cause)}. It is gone, is a folder, or was changed after it was opened: open it anew.`,
    { issues: [{ path: 'file', message: `can't be read: ${String(cause)}` }], cause },
  );

/** Whether a failure comes from the file, and not from the network. */
export const isUnreadable = (error: unknown, depth = 4): boolean => {
  const { name, cause } = Object(error);
  return name === 'NotReadableError' || (depth > 0 && isUnreadable(cause, depth - 1));
};
