import { defineConfig, type Options } from 'tsup';
import { slimSourceMap } from './scripts/slim-source-map.js';

/** What both packages are built with. Sources are inlined in the source maps; nothing is minified. */
export const shared = {
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // Each entry is one file: Node takes a millisecond for every file more that it has to find and read.
  splitting: false,
  // esbuild leaves what it takes for a side effect (a table with `Number.MAX_VALUE` in it); rollup knows better.
  treeshake: true,
  sourcemap: true,
  clean: true,
  silent: true,
  removeNodeProtocol: false,
} satisfies Options;

const library: Options = {
  ...shared,
  clean: ['!cli.*'], // which is built at the same time
  entry: {
    index: 'src/index.ts',
    'ai-sdk': 'src/ai-sdk/index.ts',
    callbacks: 'src/callbacks/index.ts',
    node: 'src/node/index.ts',
    testing: 'src/testing/index.ts',
  },
  // Bundled, so that a user installs nothing for them; their licences are in NOTICE.
  noExternal: ['zod', 'jpeg-js', 'fflate', '@noble/hashes'],
  external: [/^node:/, /^@runapi\.ai\//],
  dts: true,
  // What is loaded when it is needed: Jest has `require` for it, and no `import()`.
  esbuildOptions: (options, { format }) => {
    if (format === 'cjs') options.supported = { 'dynamic-import': false };
  },
  onSuccess: async () => {
    for (const map of ['dist/testing.js.map', 'dist/testing.cjs.map']) slimSourceMap(map);
  },
};

/** The program. It imports the sandbox as a user does, so that the package holds it once. */
const program: Options = {
  ...shared,
  entry: { cli: 'src/testing/cli.ts' },
  format: ['esm'],
  clean: false,
  external: [/^node:/, /^@runapi\.ai\/flux-kontext/],
};

export default defineConfig([library, program]);
