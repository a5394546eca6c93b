import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Played } from './play.js';

/** The checks as a Worker, bundled with the conditions that Wrangler sets, in the runtime of Cloudflare Workers. */
export async function playWorker(
  binary: string,
  compatibilityDate: string,
  user: string,
  facts: string,
): Promise<Played> {
  await build({
    entryPoints: [join(user, 'worker.mjs')],
    outfile: join(user, 'worker.bundle.mjs'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*'],
    logLevel: 'silent',
    tsconfigRaw: {},
  });
  const port = await freePort();
  writeFileSync(join(user, 'worker.capnp'), config(port, compatibilityDate));
  const server = spawn(binary, ['serve', 'worker.capnp', '--verbose'], { cwd: user });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (data) => (output += data));
  try {
    const response = await askWhenUp(`http://127.0.0.1:${port}/run`, facts);
    if (!response.ok) throw new Error(`workerd answered ${response.status}: ${await response.text()}`);
    return { results: (await response.json()) as Played['results'], output };
  } catch (error) {
    throw new Error(`workerd gave no results:\n${output}`, { cause: error });
  } finally {
    server.kill();
  }
}

const config = (
  port: number,
  compatibilityDate: string,
): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker", esModule = embed "worker.bundle.mjs")],
      compatibilityDate = "${compatibilityDate}",
      globalOutbound = "net",
    )),
    (name = "net", network = (allow = ["private", "public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;

async function askWhenUp(url: string, body: string): Promise<Response> {
  for (let asked = 0; ; asked++) {
    try {
      return await fetch(url, { method: 'POST', body });
    } catch (error) {
      if (asked === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
