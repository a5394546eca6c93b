import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { stripVTControlCharacters } from 'node:util';
import { onTestFinished } from 'vitest';

/** A server of the examples, as one starts it by hand: `node` with these arguments. */
export interface Program {
  readonly args: readonly string[];
  readonly cwd?: string;
  /** What it prints when it can be called. */
  readonly ready: RegExp;
}

export interface Running {
  readonly url: string;
  /** All that it has printed. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts a program on a free port, and resolves when it can be called. */
export async function startProgram(program: Program, settings: Record<string, string>): Promise<Running> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = launch(program, { ...settings, PORT: String(port), PUBLIC_URL: url });
  const running = {
    url,
    output: child.output,
    stop: async () => {
      child.kill();
      await child.ended;
    },
  };
  if (!(await child.says(program.ready))) throw new Error(`It did not start:\n${child.output()}`);
  return running;
}

/** Starts a program that can't work, and gives what it has printed when that has these words in it, or it has ended. */
export async function startInVain(
  program: Program,
  settings: Record<string, string>,
  words: RegExp,
): Promise<string> {
  const child = launch(program, { ...settings, PORT: String(await freePort()) });
  onTestFinished(child.kill); // also when it says something else, and goes on
  await child.says(words);
  child.kill();
  await child.ended;
  return child.output();
}

function launch({ args, cwd }: Program, settings: Record<string, string>) {
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: 'production', ...settings };
  for (const name of Object.keys(env))
    if (/^(RUNAPI_|VITEST)/.test(name) && !(name in settings)) delete env[name];
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const ended = once(child, 'close').then(() => {});
  const heard = (words: RegExp) =>
    new Promise<true>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', () => void (words.test(text) && resolve(true)));
      }
    });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += stripVTControlCharacters(chunk);
    });
  }
  return {
    ended,
    output: () => text,
    /** Whether it says that; `false` when it ends first. */
    says: (words: RegExp) => Promise.race([heard(words), ended.then(() => words.test(text))]),
    kill: () => void child.kill(),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return Object(address).port;
}
