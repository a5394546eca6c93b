import { rename, writeFile } from 'node:fs/promises';

/** A file that is there whole or not at all, also when the process is killed. */
export async function writeWhole(path, text) {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
