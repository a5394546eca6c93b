import { basename, extname } from 'node:path';
import { describe } from '../params/describe.js';
import { toValidationError } from '../params/to-validation-error.js';

/**
 * What fills in `{id}` and `{ext}`, which only the picture tells. `{{name}}` stands for a `{name}` in the path itself.
 * @throws ValidationError for what can't be the path of a file, or when there is no id for it
 */
export function targetPath(path: unknown, url: URL, id: unknown): (extension: string) => string {
  if (typeof path !== 'string' || path.trim() === '') {
    throw refuse('path', `takes the path of a file, such as "out/{id}.{ext}", not ${describe(path)}`);
  }
  if (/[/\\]$/.test(path)) throw namesFolder(path);
  if (path.includes('\0')) throw refuse('path', 'holds a NUL, which no path can');
  const names = [...path.matchAll(PLACEHOLDER)].flatMap(([, , name]) => name ?? []);
  const stranger = names.find((name) => name !== 'id' && name !== 'ext');
  if (stranger) {
    throw refuse(
      'path',
      `holds {${stranger}}, and there are only {id} and {ext}; as a name it is {{${stranger}}}`,
    );
  }
  if (id !== undefined && (typeof id !== 'string' || id.trim() === '')) {
    throw refuse('id', `takes the id that {id} stands for, a string, not ${describe(id)}`);
  }
  const name = fileName(id ?? nameIn(url));
  if (name === '' && names.includes('id')) throw refuse('id', 'is required: the URL has no name in it');
  return (extension) =>
    path.replace(PLACEHOLDER, (_, literal, placeholder) => {
      if (literal !== undefined) return `{${literal}}`;
      return placeholder === 'id' ? name : extension;
    });
}

/** `{{name}}`, which is `{name}` itself, or `{name}`. */
const PLACEHOLDER = /\{\{(\w+)\}\}|\{([a-z]\w*)\}/gi;

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

/** To rename a file onto a device would leave a file in its place. */
export const noFile = (path: string) =>
  refuse('path', `is no file, but a device, a pipe or a socket: ${path}`);

const refuse = (path: string, message: string) => toValidationError([{ path, message }]);
