import { defineConfig } from 'vitest/config';
import shared from '../../vitest.config.js';

/** `npm run test:runtimes`; with `--mode quick`, what every change is tested on. */
export default defineConfig(({ mode }) => ({
  ...shared,
  test: {
    ...shared.test,
    include: ['test/runtimes/**/*.test.ts'],
    exclude: [],
    provide: { quick: mode === 'quick' },
    reporters: ['default', ['json', { outputFile: 'reports/runtimes.json' }]],
  },
}));

declare module 'vitest' {
  interface ProvidedContext {
    quick: boolean;
  }
}
