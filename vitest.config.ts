import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // Tests run against the sources; what is built is tested by `npm run check:package` and test/packed.
    alias: [
      { find: '@runapi.ai/core/errors', replacement: at('packages/core/src/errors.ts') },
      { find: '@runapi.ai/core/callbacks', replacement: at('packages/core/src/callbacks.ts') },
      { find: '@runapi.ai/core', replacement: at('packages/core/src/index.ts') },
      { find: '@runapi.ai/flux-kontext/ai-sdk', replacement: at('src/ai-sdk/index.ts') },
      { find: '@runapi.ai/flux-kontext/callbacks', replacement: at('src/callbacks/index.ts') },
      { find: '@runapi.ai/flux-kontext/node', replacement: at('src/node/index.ts') },
      { find: '@runapi.ai/flux-kontext/testing', replacement: at('src/testing/index.ts') },
      { find: '@runapi.ai/flux-kontext', replacement: at('src/index.ts') },
      { find: '#crypto', replacement: at('packages/core/src/crypto/crypto.node.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    // What fetches from npm has commands of its own: test:runtimes, test:compilers, test:nextjs.
    exclude: ['test/{runtimes,compilers,nextjs}/**', '**/node_modules/**'],
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 30_000,
    reporters: ['default', ['json', { outputFile: 'reports/tests.json' }]], // .ci/run counts from it
  },
});
