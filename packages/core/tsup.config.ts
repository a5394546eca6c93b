import { defineConfig } from 'tsup';
import { shared } from '../../tsup.config.js';

const entries = { index: 'src/index.ts', errors: 'src/errors.ts', callbacks: 'src/callbacks.ts' };

export default defineConfig({
  ...shared,
  // Which of the three stands behind `#crypto` is package.json's `imports` to say.
  entry: {
    ...entries,
    'crypto.node': 'src/crypto/crypto.node.ts',
    'crypto.edge': 'src/crypto/crypto.edge.ts',
    'crypto.browser': 'src/crypto/crypto.browser.ts',
  },
  external: ['#crypto', /^node:/],
  noExternal: ['@noble/hashes'],
  dts: { entry: entries },
});
