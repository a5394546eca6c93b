/** A runtime that people run this SDK on; it is fetched from npm, as a binary. */
export interface Runtime {
  /** As it stands in the README's table. */
  readonly name: string;
  /** On npm, with the version that is tested. */
  readonly package: string;
  readonly formats: readonly Format[];
  /** The arguments before the program. */
  readonly args?: readonly string[];
  /** Whether it may read RUNAPI_API_KEY; Deno asks for permission for each variable. */
  readonly readsEnvironment: (format: Format) => boolean;
  /** Of Workers: the runtime behaves as it did then. */
  readonly compatibilityDate?: string;
}

export type Format = 'ESM' | 'CommonJS';

const both = ['ESM', 'CommonJS'] as const;

const node = (major: number): Runtime => ({
  name: `Node ${major}`,
  package: `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}@${major}`,
  formats: both,
  readsEnvironment: () => true,
});

const worker = (name: string, compatibilityDate: string): Runtime => ({
  name,
  package: 'workerd@1',
  formats: ['ESM'],
  readsEnvironment: () => false,
  compatibilityDate,
});

export const RUNTIMES: readonly Runtime[] = [
  ...[18, 20, 22, 24, 26].map(node),
  { name: 'Bun 1', package: 'bun@1', formats: both, readsEnvironment: () => true },
  { name: 'Deno 2', package: 'deno@2', formats: both, readsEnvironment: (format) => format === 'ESM' },
  worker('workerd', '2026-11-01'),
  worker('workerd as of 2023', '2023-01-01'), // its `fetch` throws on `cache`
];

/** The one that runs the tests, as it would be called in the table. */
export const CURRENT = `Node ${process.versions.node.split('.')[0]}`;

/** What every change is tested on. */
export const QUICK: readonly string[] = ['Node 18', CURRENT, 'workerd', 'workerd as of 2023'];
