import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { namesFolder, noFile } from './target-path.js';

/**
 * Writes a file that is there whole or not at all: under another name beside it, flushed to the disk, then renamed.
 * @throws ValidationError when what is there is no file; the system's error, with the path of the file; or what reading the
 *   chunks throws. No file is left then.
 */
export async function writeWhole(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ path: string; bytes: number }> {
  const folder = dirname(path);
  const temporary = join(folder, `runapi-${randomUUID()}.part`); // a name of its own: two saves don't mix
  try {
    await mkdir(folder, { recursive: true });
    const existing = await stat(path).catch(() => undefined);
    if (existing?.isDirectory()) throw namesFolder(path.replace(/\{\w+\}/g, '{$&}')); // as it is to be written
    if (existing && !existing.isFile()) throw noFile(path);
    const bytes = await write(temporary, chunks, existing?.mode);
    await rename(temporary, path);
    return { path, bytes };
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // why it can't be removed was said by the first error
    throw withPath(error, path);
  }
}

async function write(path: string, chunks: AsyncIterable<Uint8Array>, mode = 0o666): Promise<number> {
  const file = await open(path, 'wx', mode);
  try {
    if (mode !== 0o666) await file.chmod(mode).catch(() => {}); // what the umask took; some file systems have none
    await writeFile(file, chunks);
    await file.sync(); // else a system that goes down may keep the new name and lose what it stands for
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** A full disk does not say which file it was, and the temporary name means nothing to anybody. */
function withPath(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  error.message += ` (saving ${path})`;
  return Object.assign(error, { path });
}
