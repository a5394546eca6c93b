import { invalid } from '../answers.js';
import { type Background, isStopped, type Owner } from '../background.js';
import { describeError } from '../describe-error.js';
import { lostConnection } from '../faults/lost-connection.js';
import type { Endpoint } from '../layers.js';
import type { Clock } from '../time/clock.js';
import { contentTypeOf } from './content-type.js';
import { readJson } from './read-json.js';
import { showFile } from './show-file.js';
import type { StoredFiles } from './stored-files.js';

export interface UploadSourceParts {
  clock: Clock;
  background: Background;
  files: StoredFiles;
  fetchSource(url: string, signal: AbortSignal): Promise<Uint8Array>;
}

/** `POST /api/v1/files`: a file from a URL, or from base64. */
export const uploadSource =
  (parts: UploadSourceParts): Endpoint =>
  async (exchange) => {
    const { body, base } = exchange;
    const fields = readJson(body, { source: sourceRule });
    if (fields instanceof Response) return fields;
    const { type, url, data } = sourceOf(fields['source']);
    try {
      const bytes = type === 'url' ? await fetched(String(url), exchange, parts) : decoded(String(data));
      if (bytes.byteLength === 0) return invalid({ source: ['is empty'] });
      const { contentType, extension } = contentTypeOf(bytes);
      const named = fields['file_name'];
      const fileName = typeof named === 'string' && named !== '' ? named : `upload.${extension}`;
      return showFile(parts.files.add({ fileName, contentType, bytes }), base);
    } catch (error) {
      if (isStopped(error)) throw lostConnection();
      return invalid({ [`source.${String(type === 'url' ? 'url' : 'data')}`]: [describeError(error)] });
    }
  };

const fetched = (url: string, owner: Owner, parts: UploadSourceParts): Promise<Uint8Array> =>
  parts.background.run(owner, (signal) => parts.clock.outside(parts.fetchSource(url, signal)));

/** The service takes no `data:` prefix, and no line breaks. */
function decoded(data: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data)) throw new Error('is not base64');
  return Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
}

const sourceOf = (value: unknown): { type?: unknown; url?: unknown; data?: unknown } => Object(value);

const sourceRule = (value: unknown): string | undefined => {
  const { type, url, data } = sourceOf(value);
  const fits =
    (type === 'url' && typeof url === 'string' && /^https?:\/\//.test(url)) ||
    (type === 'base64' && typeof data === 'string');
  return fits ? undefined : 'must be a URL or base64';
};
