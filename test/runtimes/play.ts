import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { binaryOf } from './binaries.js';
import type { Format, Runtime } from './runtimes.js';
import { playWorker } from './workerd.js';
import type { World } from './world.js';

/** What became of each check, by its title, and all that the program printed. */
export interface Played {
  readonly results: Readonly<Record<string, true | string>>;
  readonly output: string;
}

/** Runs the checks in a runtime of its own; it must come to its end by itself. */
export async function play(runtime: Runtime, format: Format, user: string, world: World): Promise<Played> {
  const binary = binaryOf(runtime);
  const hasKeyInEnvironment = runtime.readsEnvironment(format);
  const facts = JSON.stringify({ ...world.facts, hasKeyInEnvironment });
  if (runtime.compatibilityDate) return playWorker(binary, runtime.compatibilityDate, user, facts);

  const program = format === 'ESM' ? 'main.mjs' : 'main.cjs';
  const { stdout, stderr } = await promisify(execFile)(
    binary,
    [...permissions(runtime, hasKeyInEnvironment), program, facts],
    { cwd: user, timeout: 60_000, env: { ...process.env, RUNAPI_API_KEY: String(world.facts['apiKey']) } },
  );
  const output = stdout + stderr;
  const [, results] = /^RESULTS (.*)$/m.exec(stdout) ?? [];
  if (!results) throw new Error(`${runtime.name} gave no results:\n${output}`);
  return { results: JSON.parse(results), output };
}

/** Deno may do what it was allowed: here as little as the SDK needs. */
const permissions = ({ name }: Runtime, readsKey: boolean): string[] =>
  name.startsWith('Deno')
    ? [
        'run',
        '--no-prompt',
        '--no-config',
        '--node-modules-dir=manual',
        '--allow-net=127.0.0.1',
        '--allow-read=.',
        ...(readsKey ? ['--allow-env=RUNAPI_API_KEY'] : []),
      ]
    : [];
