import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Entry, WorkerOrders } from './ledger.js';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export interface Workers {
  /** The port of one that listens, by chance. @throws Error when one has ended that nobody killed */
  port(): number | undefined;
  /** Ends one that listens, with SIGKILL, unless too few would be left. */
  killOne(): void;
  /** Numbers of those that were ended by a signal, by whomever. */
  readonly killed: ReadonlySet<number>;
  /** Ends all, and gives what all of them wrote down. */
  stop(): Promise<Entry[]>;
}

/** So many worker processes at any time: for each that ends there is a new one. */
export async function startWorkers(
  count: number,
  ordersOf: (number: number) => WorkerOrders,
  pick: <T>(choices: readonly [T, ...T[]]) => T,
): Promise<Workers> {
  const folder = mkdtempSync(join(tmpdir(), 'flux-kontext-workers-'));
  const script = await bundle(join(folder, 'worker.mjs'));
  const ports = new Map<ChildProcess, number>();
  const running = new Set<ChildProcess>();
  const files: string[] = [];
  const killed = new Set<number>();
  let stopping = false;
  let broken: Error | undefined;
  let number = 0;

  const start = (): void => {
    const orders = ordersOf(number++);
    const file = join(folder, `${orders.number}.jsonl`);
    const fd = openSync(file, 'a');
    const worker = spawn(process.execPath, [script, JSON.stringify(orders)], {
      stdio: ['ignore', fd, 'inherit', 'ipc'],
    });
    closeSync(fd);
    files.push(file);
    running.add(worker);
    worker.once('message', (port) => ports.set(worker, Number(port)));
    worker.once('exit', (code, signal) => {
      ports.delete(worker);
      running.delete(worker);
      if (signal) killed.add(orders.number);
      else if (!stopping) broken = new Error(`Worker ${orders.number} ended by itself, with ${code}.`);
      if (!stopping && !broken) start();
    });
  };
  for (let started = 0; started < count; started++) start();

  const stop = async (): Promise<Entry[]> => {
    stopping = true;
    const ends = [...running].map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
    for (const worker of running) worker.kill('SIGKILL');
    await Promise.all(ends);
    const entries = files.flatMap(readEntries);
    rmSync(folder, { recursive: true });
    return entries;
  };
  let stopped: Promise<Entry[]> | undefined;
  const listening = () => [...ports.keys()] as [ChildProcess, ...ChildProcess[]];
  return {
    killed,
    port: () => {
      if (broken) throw broken;
      return ports.size > 0 ? ports.get(pick(listening())) : undefined;
    },
    killOne: () => {
      if (ports.size > count / 2) pick(listening()).kill('SIGKILL');
    },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

const readEntries = (file: string): Entry[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** One file, from the sources: a worker that dies young should not be busy with loading. */
async function bundle(outfile: string): Promise<string> {
  await build({
    entryPoints: [at('test/callbacks/sigkill/worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: "import * as m from 'node:module'; const require = m.createRequire(import.meta.url);" },
    external: ['pg-native'],
    alias: {
      '@runapi.ai/core/callbacks': at('packages/core/src/callbacks.ts'),
      '@runapi.ai/core/errors': at('packages/core/src/errors.ts'),
      '@runapi.ai/flux-kontext/callbacks': at('src/callbacks/index.ts'),
      '#crypto': at('packages/core/src/crypto/crypto.node.ts'),
    },
  });
  return outfile;
}
