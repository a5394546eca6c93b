import { fileURLToPath } from 'node:url';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import base from '../../vitest.config.js';

/** Files whose tests are fast come first: the first that fails ends a mutant. */
const ALL = [
  'core/*',
  'log',
  'errors',
  'wire',
  'rate-limit',
  'always-fresh',
  'aborts',
  'bad-options',
  'callback-verification',
  'callbacks/handler',
  'instanceof',
  'never-lost',
  'paid-once',
  'time-limits-hold',
  'redirects-and-bodies',
  'secrets-stay-secret',
  'concurrency',
  'account',
  'files',
  'download-image',
];

/** Fewer for a quick look at a few files, `MUTATION_TESTS='core/*,aborts'`: what they kill, all of them kill. */
const FILES = process.env['MUTATION_TESTS']?.split(',') ?? ALL;

class InThisOrder extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) =>
      moduleId.includes('/core/') ? 0 : FILES.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
    return [...specifications].sort((a, b) => place(a) - place(b));
  }
}

/** What a mutant of core is tried with: the tests of the normal suite that cover core, without the slow ones. */
export default {
  ...base,
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    ...base.test,
    include: FILES.map((name) => `test/${name}.test.ts`),
    setupFiles: ['test/mutation/setup.ts'],
    sequence: { sequencer: InThisOrder },
    isolate: false,
    testTimeout: 60_000,
    reporters: ['default'],
  },
};
