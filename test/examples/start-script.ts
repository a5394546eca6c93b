import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';

export interface Script {
  /** All that it has printed, errors too. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code; `null` when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts a script of the examples in a process of its own, piped, with nothing of RunAPI in its environment but these settings. */
export function startScript(args: readonly string[], settings: Record<string, string>): Script {
  const env: NodeJS.ProcessEnv = { ...process.env, ...settings };
  for (const name of Object.keys(env))
    if (/^(RUNAPI_|VITEST)/.test(name) && !(name in settings)) delete env[name];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += stripVTControlCharacters(chunk);
    });
  }
  return {
    output: () => text,
    kill: (signal) => void child.kill(signal),
    ended: once(child, 'close').then(([code]) => code),
  };
}
