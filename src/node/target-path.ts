import { basename, extname } from 'node:path';
import { describe } from '../params/describe.js';
import { toValidationError } from '../params/fault.js';

/**
 * The path with `{id}` filled in; what comes back fills in `{ext}`, which only the picture tells.
 * @throws ValidationError for what can't be the path of a file, or when there is no id for it
 */
export function targetPath(path: unknown, url: URL, id: unknown): (extension: string) => string {
  if (typeof path !== 'string' || path.trim() === '') {
    throw refuse('path', `takes the path of a file, such as "out/{id}.{ext}", not ${describe(path)}`);
  }
  if (/[/\\]$/.test(path)) throw namesFolder(path);
  if (path.includes('\0')) throw refuse('path', 'holds a NUL, which no path can');
  const [placeholder] = path.replaceAll(/\{(id|ext)\}/g, '').match(/\{[a-z]\w*\}/i) ?? [];
  if (placeholder) throw refuse('path', `holds ${placeholder}, and there are only {id} and {ext}`);
  if (id !== undefined && (typeof id !== 'string' || id.trim() === '')) {
    throw refuse('id', `takes the id that {id} stands for, a string, not ${describe(id)}`);
  }
  const name = fileName(id ?? nameIn(url));
  if (name === '' && path.includes('{id}')) throw refuse('id', 'is required: the URL has no name in it');
  const named = path.replaceAll('{id}', () => name);
  return (extension) => named.replaceAll('{ext}', () => extension);
}

/** What stands last in the URL's path, without its extension. */
function nameIn({ pathname }: URL): string {
  const last = basename(pathname);
  const name = basename(last, extname(last));
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * An id as one name in a folder, on any system: what is no letter, digit, dot, dash or underscore is written as in
 * URLs, so that no id can lead to another folder, and no two of them are one file.
 */
const fileName = (id: string): string =>
  id.replace(/^\.|[^\p{L}\p{N}._-]/gu, (char) => Buffer.from(char).toString('hex').replace(/../g, '%$&'));

export const namesFolder = (path: string) =>
  refuse('path', `names a folder: add the file, such as "${path.replace(/[/\\]*$/, '/')}{id}.{ext}"`);

const refuse = (path: string, message: string) => toValidationError([{ path: [path], message }]);
