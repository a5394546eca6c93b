import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { realpath, rename, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from './user-error.mjs';

/**
 * One run for each folder: two would pay twice. The lock is a socket that this process listens on, so that it ends with
 * the process, however that ends; a file with a process id in it would have to guess.
 */
export async function lockFolder(folder) {
  const path = await socketPath(folder);
  const refuse = () => new UserError(`Another run works in ${folder}. Wait for it, or give another --out.`);
  for (;;) {
    const server = await listen(path);
    if (server) return { release: () => new Promise((done) => server.close(done)) };
    if (await answers(path)) throw refuse();
    // Left by a run that was killed. Another run may have taken it in this very moment, so it is looked at once more.
    const aside = `${path}.${randomUUID().slice(0, 8)}`;
    await rename(path, aside).catch(ignoreMissing);
    if (await answers(aside)) {
      await rename(aside, path);
      throw refuse();
    }
    await rm(aside, { force: true });
  }
}

async function socketPath(folder) {
  const name = `runapi-batch-${createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const path = join(tmpdir(), name);
  return Buffer.byteLength(path) <= MAX_PATH ? path : join('/tmp', name);
}

/** A socket's path ends at 103 bytes, without a word, and the name that it is moved to has 9 more. */
const MAX_PATH = 94;

async function listen(path) {
  const server = createServer((socket) => socket.end()).listen(path);
  try {
    await once(server, 'listening');
    return server.unref();
  } catch (error) {
    if (error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

async function answers(path) {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function ignoreMissing(error) {
  if (error.code !== 'ENOENT') throw error;
}
