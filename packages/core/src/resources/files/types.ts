import { REQUEST_OPTIONS, type RequestOptions } from '../../http/request.js';
import type { FetchBlob } from '../../platform.js';

/** What to upload: exactly one of `file` and `source`. */
export type FileUpload = UploadOfBytes | UploadOfSource;

interface UploadOfBytes {
  /** The bytes. They are sent to RunAPI's storage. A `Blob` of `fs.openAsBlob` is streamed from the disk: once for its checksum, and once for each attempt. */
  file: FetchBlob;
  source?: undefined;
  /** A path is cut down to its last name. @default the name of the `File`, else one that its first bytes tell, such as upload.jpg */
  file_name?: string | undefined;
}

interface UploadOfSource {
  /** A URL that RunAPI fetches, or base64, also with a `data:` prefix. */
  source: { type: 'url'; url: string } | { type: 'base64'; data: string };
  file?: undefined;
  /** A path is cut down to its last name. @default the service's choice */
  file_name?: string | undefined;
}

/** Options of `files.create`; `timeoutMs` is the limit of each step. */
export interface UploadOptions extends RequestOptions {
  /**
   * Called, and awaited, before the bytes of a `file` are sent, with `sentBytes` 0, and once they have been taken. What it
   * throws ends the upload with that very error. Not called for a `source`.
   */
  onProgress?: ((progress: UploadProgress) => void) | undefined;
}

export const UPLOAD_OPTIONS = {
  ...REQUEST_OPTIONS,
  onProgress: true,
} as const satisfies Record<keyof UploadOptions, true>;

/** How far an upload is. */
export interface UploadProgress {
  /** 0, and then `totalBytes`. */
  sentBytes: number;
  /** The size of the file. */
  totalBytes: number;
}

/** A file that RunAPI holds. Fields that the service sends beyond these are kept. */
export interface UploadedFile {
  /** As the service keeps it. */
  file_name: string;
  /** Where it is, for one hour (source: published): pass it as `input_image`. */
  url: string;
  /** Its size. */
  size_bytes: number;
  /** Such as `image/jpeg`. */
  mime_type: string;
  /** A time, as the service writes it. */
  created_at: string;
  /** When the URL ends. */
  expires_at: string;
}
