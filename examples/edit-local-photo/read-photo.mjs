import * as fs from 'node:fs';
import { readFile } from 'node:fs/promises';

/** The photo as a `Blob`, where Node can without reading it into memory (since 19.8). */
export async function readPhoto(path) {
  if (fs.statSync(path).isDirectory()) {
    throw Object.assign(new Error(`${path} is a folder: give the photo in it.`), { syscall: 'read' });
  }
  return fs.openAsBlob ? fs.openAsBlob(path) : new Blob([await readFile(path)]);
}
