import { md5 } from '@noble/hashes/legacy.js';
import { json, problem } from '../answers.js';
import type { Endpoint } from '../layers.js';
import { randomHex } from '../random.js';
import { lastSegment } from '../router.js';
import type { Clock } from '../time/clock.js';
import { MAX_FILE_BYTES } from './max-file-bytes.js';
import { readJson, text } from './read-json.js';
import { showFile } from './show-file.js';
import { FILE_LIFE_MS, type StoredFile, type StoredFiles } from './stored-files.js';

/** An upload between its three steps. */
interface Upload {
  readonly fileName: string;
  readonly byteSize: number;
  readonly contentType: string;
  readonly checksum: string;
  readonly preparedAt: number;
  file?: StoredFile;
}

export interface Uploads {
  /** `POST /api/v1/files/prepare` */
  readonly prepare: Endpoint;
  /** `PUT /uploads/{signed_id}`: the storage. It asks for no key, and takes none. */
  readonly put: Endpoint;
  /** `POST /api/v1/files/confirm` */
  readonly confirm: Endpoint;
  clear(): void;
}

export function createUploads(clock: Clock, files: StoredFiles, keep: number): Uploads {
  const uploads = new Map<string, Upload>();

  const prepare: Endpoint = ({ body, base }) => {
    const fields = readJson(body, {
      filename: text,
      byte_size: size,
      checksum: md5Text,
      content_type: mimeType,
    });
    if (fields instanceof Response) return fields;
    const id = randomHex(16);
    const upload = {
      fileName: String(fields['filename']),
      byteSize: Number(fields['byte_size']),
      contentType: String(fields['content_type']),
      checksum: String(fields['checksum']),
      preparedAt: clock.now(),
    };
    uploads.set(id, upload);
    for (const oldest of uploads.keys()) {
      if (uploads.size <= keep) break;
      uploads.delete(oldest);
    }
    return json(200, { signed_id: id, upload_url: `${base}/uploads/${id}`, headers: headersOf(upload) });
  };

  const put: Endpoint = ({ request: { headers }, url, body }) => {
    const upload = uploads.get(lastSegment(url));
    if (!upload) return problem(404, 'not_found', 'There is no such upload.');
    if (headers.get('Authorization') !== null)
      return problem(
        400,
        'authorization_not_allowed',
        'The storage takes no API key: it must not be sent here.',
      );
    if (clock.now() >= upload.preparedAt + FILE_LIFE_MS)
      return problem(403, 'upload_expired', 'This upload was prepared more than an hour ago.');
    for (const [name, value] of Object.entries(headersOf(upload))) {
      if (headers.get(name) !== value)
        return problem(403, 'signature_mismatch', `${name} is not what was prepared.`);
    }
    const bytes = body.kind === 'bytes' ? body.bytes : new Uint8Array(0);
    if (bytes.byteLength !== upload.byteSize)
      return problem(
        422,
        'size_mismatch',
        `${upload.byteSize} bytes were prepared, and ${bytes.byteLength} came.`,
      );
    if (btoa(String.fromCharCode(...md5(bytes))) !== upload.checksum)
      return problem(422, 'checksum_mismatch', 'The bytes do not have the checksum that was prepared.');
    upload.file ??= files.add({ fileName: upload.fileName, contentType: upload.contentType, bytes });
    return new Response(null, { status: 204 });
  };

  const confirm: Endpoint = ({ body, base }) => {
    const fields = readJson(body, { signed_id: text });
    if (fields instanceof Response) return fields;
    const upload = uploads.get(String(fields['signed_id']));
    if (!upload) return problem(404, 'not_found', 'There is no such upload.');
    if (!upload.file) return problem(422, 'not_uploaded', 'The file was not uploaded yet.');
    return showFile(upload.file, base); // also when it was confirmed before
  };

  return { prepare, put, confirm, clear: () => uploads.clear() };
}

const headersOf = ({ contentType, checksum }: Upload): Record<string, string> => ({
  'Content-Type': contentType,
  'Content-MD5': checksum,
});

const size = (value: unknown): string | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_FILE_BYTES
    ? undefined
    : `must be a whole number from 1 to ${MAX_FILE_BYTES}`;

const md5Text = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Za-z0-9+/]{22}==$/.test(value) ? undefined : 'must be an MD5, in base64';

const mimeType = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w.+-]+\/[\w.+-]+/.test(value) ? undefined : 'must be a content type';
