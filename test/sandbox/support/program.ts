import { spawn } from 'node:child_process';
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

/** Runs a Node program as a process, which does not outlive the test. */
export function start(file: string, ...args: string[]): Running {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, ...output }));
  });
  return {
    ended,
    kill: (signal) => void child.kill(signal),
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
