import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bakePage } from '../../../src/testing/page/bake-page.mjs';

test('what is served is what the sources of the page make: npm run bake:page', async () => {
  const baked = readFileSync(new URL('../../../src/testing/page/assets.data.ts', import.meta.url), 'utf8');

  expect(baked === (await bakePage())).toBe(true);
});
