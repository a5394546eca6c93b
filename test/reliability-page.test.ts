import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../docs/reliability.md', import.meta.url), 'utf8');
const links = [...page.matchAll(/\[((?:[^[\]]|\[[^\]]*\])+)\]\((\.\.\/test\/[^)]+\.test\.ts)\)/g)].map(
  ([, title = '', file = '']) => ({ title, file: new URL(`../docs/${file}`, import.meta.url) }),
);

test('each promise of docs/reliability.md names a test that is there', () => {
  expect(links.length).toBeGreaterThan(40);
  const missing = links.filter(({ title, file }) => {
    if (!existsSync(file)) return true;
    const source = readFileSync(file, 'utf8').replaceAll("\\'", "'");
    return ![`'${title}'`, `"${title}"`, `\`${title}\``].some((literal) => source.includes(literal));
  });
  expect(missing.map(({ title }) => title)).toEqual([]);
});
