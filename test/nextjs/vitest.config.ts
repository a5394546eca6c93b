import { defineConfig } from 'vitest/config';
import shared from '../../vitest.config.js';

/** `npm run test:nextjs`: installs Next.js, which is too large for the devDependencies of this repository. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['test/nextjs/**/*.test.ts'],
    exclude: [],
    reporters: ['default', ['json', { outputFile: 'reports/nextjs.json' }]],
  },
});
