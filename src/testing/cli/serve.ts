import { createSandbox, type Sandbox, type SandboxServer } from '@runapi.ai/flux-kontext/testing';
import { type Asked, UsageError } from './read-args.js';
import { banner } from './texts.js';

/** How long closing may take; then the process ends without it. */
const CLOSE_LIMIT_MS = 500;

/** Starts what the command line asks for, says where it is, and ends it at the first signal. */
export async function serve(asked: Asked): Promise<void> {
  const { apiKey, callbackSecret, listen } = open(asked);
  const server = await listen(asked.port).catch((error: unknown) => {
    throw new Error(whyNot(error, asked.port), { cause: error });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end(server));
  // In one piece: a script that has read the first line may close the pipe.
  process.stdout.write(banner({ url: server.url, apiKey, callbackSecret }));
}

/** @throws {UsageError} for what only the sandbox itself can tell, such as a secret that is not base64 */
function open({ apiKey, callbackSecret, latencyMs, failRate, seed }: Asked): Sandbox {
  try {
    return createSandbox({ apiKey, callbackSecret, latencyMs, failRate, seed });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function whyNot(error: unknown, port: number): string {
  const { message, cause } = error as Error & { cause?: { code?: unknown } };
  if (cause?.code !== 'EADDRINUSE') return message;
  return `Port ${port} of 127.0.0.1 is taken. Give another one: --port 0 takes any that is free.`;
}

function end(server: SandboxServer): void {
  setTimeout(() => process.exit(), CLOSE_LIMIT_MS).unref();
  void server.close().then(() => process.exit());
}
