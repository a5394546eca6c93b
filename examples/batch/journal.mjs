import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from './user-error.mjs';

/**
 * What is known of each picture, one fact in a line: its idempotency key before the create, its task's id as soon as there
 * is one, and its path when it is saved, or else why there is none. A line counts once it is on the disk.
 */
export async function openJournal(path, say) {
  const file = await open(path, 'a+');
  try {
    const { entries, wholeBytes, tornBytes } = readEntries(await file.readFile(), path);
    if (tornBytes > 0) {
      await file.truncate(wholeBytes);
      say(
        `The last line of ${path} was torn (${tornBytes} bytes), and is dropped: what it was about is done again, and not paid again.`,
      );
    }
    await syncFolder(dirname(path));
    return { entries, ...createWriter(file) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** One line after the other, each flushed before the next: a line that is half there can only be the last one. */
function createWriter(file) {
  let last = Promise.resolve();
  const add = (picture, facts) => {
    const line = JSON.stringify({ at: new Date().toISOString(), picture: picture.id, ...facts });
    const added = last.then(async () => {
      await file.appendFile(`${line}\n`);
      await file.datasync();
      Object.assign(picture, facts);
    });
    last = added; // what can't be written ends all that comes after it, too: nothing is paid without a line
    added.catch(() => {});
    return added;
  };
  /** What an abort left behind is written first. */
  const close = () => last.catch(() => {}).then(() => file.close());
  return { add, close };
}

/** All facts of each picture, by its id. What stands after the last whole line was being written when the process died. */
function readEntries(bytes, path) {
  const entries = new Map();
  let wholeBytes = 0;
  for (let number = 1; ; number++) {
    const end = bytes.indexOf('\n', wholeBytes);
    if (end === -1) return { entries, wholeBytes, tornBytes: bytes.length - wholeBytes };
    const entry = parse(bytes.toString('utf8', wholeBytes, end));
    if (!entry && end === bytes.length - 1)
      return { entries, wholeBytes, tornBytes: bytes.length - wholeBytes };
    if (!entry)
      throw new UserError(
        `Line ${number} of ${path} is no line of a journal. Mend it: without it a picture may be paid twice.`,
      );
    const { at, picture, ...facts } = entry;
    entries.set(picture, { ...entries.get(picture), ...facts });
    wholeBytes = end + 1;
  }
}

function parse(line) {
  try {
    const entry = JSON.parse(line);
    return typeof entry?.picture === 'string' ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** So that the journal's name survives a power cut, too. Windows can't, and need not. */
async function syncFolder(path) {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
