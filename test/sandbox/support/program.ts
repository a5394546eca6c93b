import { type SpawnOptionsWithoutStdio, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

/** The command-line program, made of the sources; `remove` takes it away again. */
export async function buildProgram(): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-kontext-program-'));
  const file = join(folder, 'cli.mjs');
  await build({
    entryPoints: ['src/testing/cli.ts'],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
  });
  return { file, remove: () => rm(folder, { recursive: true }) };
}

export interface Ended {
  /** `null`: a signal ended it, and not it itself. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  /** Resolves with all of its output so far, once there is as much as is asked for. */
  printed(what: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** As `head -1` does, which has read what it wants. */
  closeOutput(): void;
  readonly ended: Promise<Ended>;
}

/** Runs a command as a process, which does not outlive the test. It has a group of its own, as in a terminal. */
export function start(
  command: string,
  args: readonly string[],
  options: SpawnOptionsWithoutStdio = {},
): Running {
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  let hasEnded = false;
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      hasEnded = true;
      resolve({ code, ...output });
    });
  });
  const kill = (signal: NodeJS.Signals): void => {
    if (!hasEnded && child.pid !== undefined) process.kill(-child.pid, signal); // to all of the group, as Ctrl+C goes
  };
  onTestFinished(() => kill('SIGKILL'));
  return {
    ended,
    kill,
    closeOutput: () => void child.stdout.destroy(),
    printed: (what) =>
      new Promise((resolve, reject) => {
        const look = (): void => (what.test(output.stdout) ? resolve(output.stdout) : undefined);
        child.stdout.on('data', look);
        look();
        void ended.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)));
      }),
  };
}
