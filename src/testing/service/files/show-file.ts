import { json, problem, served } from '../answers.js';
import type { Clock } from '../time/clock.js';
import { FILE_LIFE_MS, type StoredFile, type StoredFiles } from './stored-files.js';

/** A file as the service shows it, through the face at `base`. */
export const showFile = (file: StoredFile, base: string): Response =>
  json(201, {
    file_name: file.fileName,
    url: `${base}/files/${file.id}/${encodeURIComponent(file.fileName)}`,
    size_bytes: file.bytes.byteLength,
    mime_type: file.contentType,
    created_at: new Date(file.createdAt).toISOString(),
    expires_at: new Date(file.createdAt + FILE_LIFE_MS).toISOString(),
  });

/** `GET /files/{id}/{name}`: no key is asked for; after an hour it is gone. `undefined`: the URL is no file's. */
export const serveFile =
  (files: StoredFiles, clock: Clock) =>
  (url: URL): Response | undefined => {
    const [, id] = /\/files\/([^/]+)\/[^/]+$/.exec(url.pathname) ?? [];
    if (id === undefined) return undefined;
    const file = files.byId(id);
    if (!file) return problem(404, 'not_found', 'There is no such file.');
    if (clock.now() >= file.createdAt + FILE_LIFE_MS) {
      return problem(410, 'gone', "The file's URL has ended: it lived for one hour.");
    }
    return served(file.bytes, file.contentType);
  };
