// Runs the checks in a process of its own, with the server of this runtime; prints one line of results.
import { runChecks } from './checks.mjs';

const runtime = globalThis.Bun ? 'bun' : globalThis.Deno ? 'deno' : 'node';

export async function report(entries) {
  const world = JSON.parse(process.argv[2]);
  const { createHost } = await import(`./host.${runtime}.mjs`);
  const results = await runChecks(entries, world, createHost(entries));
  console.log(`RESULTS ${JSON.stringify(results)}`);
}
