/**
 * An environment variable, or `undefined`: also where there is no `process` (workers, browsers), and where
 * reading it throws (Deno without permission).
 */
export function readEnv(name: string): string | undefined {
  try {
    const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
    return process?.env?.[name]?.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Name and version of the runtime, for the `User-Agent`. */
export function runtimeName(): string {
  const { Bun, Deno, process, navigator } = globalThis as {
    Bun?: { version: string };
    Deno?: { version: { deno: string } };
    process?: { versions?: { node?: string } };
    navigator?: { userAgent?: string };
  };
  if (Bun) return `bun/${Bun.version}`;
  if (Deno) return `deno/${Deno.version.deno}`;
  if (navigator?.userAgent === 'Cloudflare-Workers') return 'workerd';
  if (process?.versions?.node) return `node/${process.versions.node}`;
  return 'browser';
}

/**
 * Whether others can read what this program holds: a page (it has a document), or one of a page's workers (it has
 * only the name of its browser). jsdom and happy-dom are none: there the program is Node's, and the page a test's.
 */
export function isBrowser(): boolean {
  const { document, navigator } = globalThis as { document?: unknown; navigator?: { userAgent?: string } };
  const agent = navigator?.userAgent ?? '';
  return (document !== undefined || agent.startsWith('Mozilla/')) && !/jsdom\/|HappyDOM\//.test(agent);
}
