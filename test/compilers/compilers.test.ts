import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { entriesOf, installPacked, run } from '../packed/install.js';
import { fromNpm } from '../support/from-npm.js';

/** The oldest that the README names, each that changed much, the one that builds us, and the newest. */
const COMPILERS = ['5.0', '5.2', '5.4', '5.6', '5.9', '6.0', 'latest'];
const QUICK = ['5.0', 'latest'];
/** The last one that every compiler here can read. */
const NODE_TYPES = '@types/node@18';

/** What a program may know of its runtime. */
const SURROUNDINGS = {
  'lib.dom and @types/node': { lib: ['ES2022', 'DOM'], types: ['node'] },
  'lib.dom alone': { lib: ['ES2022', 'DOM'], types: [] },
  '@types/node alone': { lib: ['ES2022'], types: ['node'] },
  neither: { lib: ['ES2022'], types: [] },
};
const SAMPLE = fileURLToPath(new URL('sample.ts', import.meta.url));

let user: string;
beforeAll(() => {
  user = installPacked();
  const entries = ['@runapi.ai/flux-kontext', '@runapi.ai/core'].flatMap((name) => entriesOf(user, name));
  for (const extension of ['mts', 'cts']) {
    const source = entries.map((name, index) => `export * as entry${index} from '${name}';`).join('\n');
    writeFileSync(join(user, `entries.${extension}`), source);
    cpSync(SAMPLE, join(user, `sample.${extension}`));
  }
}, 240_000);
afterAll(() => rmSync(user, { recursive: true }));

describe.each(inject('quick') ? QUICK : COMPILERS)('TypeScript %s', (version) => {
  test.each(Object.entries(SURROUNDINGS))(
    'compiles every declaration, as ESM and as CommonJS, with %s',
    (_, surroundings) => {
      const modules = fromNpm(`typescript@${version}`);
      const folder = join(user, `${version}-${surroundings.lib.length}-${surroundings.types.length}`);
      mkdirSync(folder);
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({
          compilerOptions: {
            ...surroundings,
            target: 'ES2022',
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            strict: true,
            exactOptionalPropertyTypes: true,
            noUncheckedIndexedAccess: true,
            skipLibCheck: false,
            noEmit: true,
            typeRoots: [join(fromNpm(NODE_TYPES), '@types')],
          },
          include: ['../*.mts', '../*.cts'],
        }),
      );
      expect(compile(join(modules, 'typescript/bin/tsc'), folder)).toBe('');
    },
    120_000,
  );
});

function compile(compiler: string, folder: string): string {
  try {
    return run(process.execPath, [compiler, '-p', folder], folder);
  } catch (error) {
    return String((error as { stdout: unknown }).stdout);
  }
}
