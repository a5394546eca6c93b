import { parseUrl } from '../../base-url.js';
import { binaryKind } from '../../binary.js';
import { describe, throwIssues, unknownIssues } from '../../check-options.js';
import { isPublicHost } from '../../public-host.js';
import type { FileUpload } from './types.js';

/** What is to be sent, checked. */
export type Upload =
  | { readonly file: Blob; readonly name: string | undefined }
  | { readonly body: Readonly<Record<string, unknown>> };

/**
 * @param allowLoopback the service runs on this machine, so it can fetch from it, too
 * @throws ValidationError that says what to write in place of what can't be uploaded
 */
export function checkUpload(params: unknown, allowLoopback: boolean): Upload {
  const fault = wholeFault(params);
  if (fault !== undefined) throwIssues([{ path: '', message: fault }], 'Nothing was sent');
  const { file, source, file_name } = Object(params);
  const issues = unknownIssues(Object(params), UPLOAD_PARAMS, 'parameter');
  const add = (path: string, message: string | undefined) => {
    if (message !== undefined) issues.push({ path, message });
  };
  const name = file_name ?? (typeof file?.name === 'string' && file.name !== '' ? file.name : undefined);
  const base = baseName(name);
  if (name !== undefined && base === undefined) {
    add('file_name', "must be the name of a file, such as 'photo.jpg'");
  }
  if ((file === undefined) === (source === undefined)) {
    add('file', 'give exactly one of file (a Blob) and source (a URL or base64)');
  } else if (source === undefined) add('file', fileFault(file));
  const body = source === undefined ? undefined : readSource(source, allowLoopback, add);
  throwIssues(issues, 'Nothing was sent');
  return body ? { body: { source: body, file_name: base } } : { file, name: base };
}

const UPLOAD_PARAMS = { file: true, source: true, file_name: true } satisfies Record<keyof FileUpload, true>;

/** Looked at first: the bytes themselves, read as params, would be a million names. */
function wholeFault(params: unknown): string | undefined {
  if (binaryKind(params)) {
    return "takes an object: pass { file: new Blob([bytes]), file_name: 'photo.jpg' }";
  }
  if (typeof params === 'object' && params !== null && !Array.isArray(params) && !('then' in params)) return;
  return `takes { file } or { source }, not ${describe(params)}`;
}

/** The last name of a path, on any system; `undefined` when it has none. */
function baseName(path: unknown): string | undefined {
  const name = typeof path === 'string' ? path.split(/[/\\]/).pop()?.trim() : undefined;
  return name && !/^\.+$|\p{Cc}/u.test(name) ? name : undefined;
}

function fileFault(file: unknown): string | undefined {
  if (typeof file === 'string') {
    if (/^https?:/i.test(file)) return "takes bytes, not a URL: pass { source: { type: 'url', url } }";
    if (/^data:/i.test(file)) return "takes bytes, not base64: pass { source: { type: 'base64', data } }";
    return "takes a Blob, not a path: pass { file: new Blob([await readFile('photo.jpg')]), file_name: 'photo.jpg' }, with readFile from node:fs/promises";
  }
  const kind = binaryKind(file);
  if (kind === 'bytes') return 'takes a Blob: pass { file: new Blob([bytes]) }';
  if (kind !== 'blob') return `takes a Blob or a File, not ${describe(file)}`;
  return Object(file).size === 0 ? 'is empty' : undefined;
}

type Add = (path: string, message: string | undefined) => void;

function readSource(source: unknown, allowLoopback: boolean, add: Add): object {
  const { type, url, data } = Object(source);
  if (type === 'url') {
    add('source.url', urlFault(url, allowLoopback));
    return { type, url };
  }
  if (type !== 'base64') {
    add('source', "must be { type: 'url', url } or { type: 'base64', data }");
    return {};
  }
  const bare = typeof data === 'string' ? data.replace(/^data:[^,]*;base64,/i, '').replace(/\s+/g, '') : '';
  if (bare.length % 4 === 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(bare)) {
    add(
      'source.data',
      "must be base64, such as (await readFile('photo.jpg')).toString('base64'), with or without its data: prefix",
    );
  }
  return { type, data: bare };
}

function urlFault(given: unknown, allowLoopback: boolean): string | undefined {
  const url = typeof given === 'string' && /^https?:\/\/\S+$/i.test(given) ? parseUrl(given) : undefined;
  if (!url) return 'must be an absolute http or https URL; a file on this machine goes into file, as a Blob';
  return !allowLoopback && !isPublicHost(url.hostname)
    ? 'is not reachable from the public internet, so RunAPI could not fetch it: pass the bytes as file'
    : undefined;
}
