import { typeIssues } from '../../check-options.js';
import type { Reply, Send } from '../../http/call.js';
import { invalidResponse } from '../../http/invalid-response.js';
import { checkRequestOptions, toCall } from '../../http/request.js';
import type { ResolvedOptions } from '../../options.js';
import { untilAborted } from '../../time/until-aborted.js';
import { readAnswer } from '../read-answer.js';
import { checkUpload } from './check-upload.js';
import { inPieces, readFile } from './read-file.js';
import { parseUploadUrl, STORAGE } from './storage.js';
import { type FileUpload, UPLOAD_OPTIONS, type UploadedFile, type UploadOptions } from './types.js';

const PATH = '/api/v1/files';

/** Files for RunAPI to work on, such as the picture to edit. Reached as `client.files`. */
export class Files {
  readonly #options: ResolvedOptions;
  readonly #send: Send;

  /** @internal */
  constructor(options: ResolvedOptions, send: Send) {
    this.#options = options;
    this.#send = send;
  }

  /**
   * Uploads a file, and gives its URL, which lives for one hour: pass it as `input_image`. The bytes of a `file` go
   * to RunAPI's storage in three steps, and neither the API key nor any header of yours goes along. Each step is retried
   * after passing faults: an upload costs nothing, so that it may be done twice.
   * @throws ValidationError for what can't be uploaded, before anything is sent, and for a file that changes while
   *   it is read; or any other error of the SDK
   */
  async create(params: FileUpload, options: UploadOptions = {}): Promise<UploadedFile> {
    checkRequestOptions(options, UPLOAD_OPTIONS, ({ onProgress }) =>
      typeIssues('onProgress', onProgress, 'function'),
    );
    const upload = checkUpload(params, this.#options.baseUrl.isLoopback);
    const reply =
      'body' in upload
        ? await this.#post(PATH, upload.body, options)
        : await this.#sendBytes(upload.file, upload.name, options);
    return readAnswer(reply, { url: 'string' });
  }

  async #sendBytes(file: Blob, name: string | undefined, options: UploadOptions): Promise<Reply> {
    const { onProgress, signal } = options;
    const body = await untilAborted(signal, inPieces(file));
    const facts = await readFile(body, name, file.type, signal);
    const answer = await this.#post(`${PATH}/prepare`, facts, options);
    const prepared = { ...answer, text: () => '{…}' }; // its URL is signed: whoever sees it can upload
    const { signed_id, upload_url, headers } = readAnswer<{
      signed_id: string;
      upload_url: string;
      headers: Record<string, string>;
    }>(prepared, { signed_id: 'string', upload_url: 'string', headers: 'object' });
    const url = parseUploadUrl(upload_url);
    if (!url)
      throw invalidResponse(prepared, 'has an upload_url that is not over https, or holds a user name');
    if (!Object.values(headers).every((value) => typeof value === 'string'))
      throw invalidResponse(prepared, 'has headers that are no texts');
    await untilAborted(signal, onProgress?.({ sentBytes: 0, totalBytes: file.size }));
    await this.#send({
      ...toCall(
        this.#options,
        { method: 'PUT', path: url.origin + url.pathname, isRepeatable: true },
        options,
      ),
      headers,
      body,
      elsewhere: { url: url.href, ...STORAGE },
    });
    await untilAborted(signal, onProgress?.({ sentBytes: file.size, totalBytes: file.size }));
    return this.#post(`${PATH}/confirm`, { signed_id }, options);
  }

  #post(path: string, body: object, options: UploadOptions): Promise<Reply> {
    const request = { method: 'POST', path, body: JSON.stringify(body), isRepeatable: true } as const;
    return this.#send(toCall(this.#options, request, options));
  }
}
