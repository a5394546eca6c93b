import { defineConfig } from 'vitest/config';
import shared from '../vitest.config.js';

/** For tests that fetch runtimes and compilers from npm. With `--mode quick`, what every change is tested on. */
export default defineConfig(({ mode }) => ({
  ...shared,
  test: {
    ...shared.test,
    include: ['test/{runtimes,compilers}/**/*.test.ts'],
    exclude: [],
    provide: { quick: mode === 'quick' },
    reporters: ['default', 'json'],
  },
}));

declare module 'vitest' {
  interface ProvidedContext {
    quick: boolean;
  }
}
