import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const workflows = readdirSync(new URL('../.github/workflows/', import.meta.url));

test('the lock file names no registry, so that npm ci works behind any', () => {
  expect(read('package-lock.json')).not.toMatch(/https?:\/\/[^"]*\.tgz|"resolved": "http/);
});

test('users install core and nothing else', () => {
  expect(Object.keys(JSON.parse(read('package.json')).dependencies)).toEqual(['@runapi.ai/core']);
  expect(JSON.parse(read('packages/core/package.json')).dependencies).toBeUndefined();
});

test.each(workflows)('%s names every action by its commit, with its version beside it', (file) => {
  const uses = read(`.github/workflows/${file}`).match(/uses: .*/g) ?? [];
  expect(uses.length).toBeGreaterThan(0);
  for (const line of uses) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test.each(workflows)('%s may do nothing but what a job asks for, and no job may write', (file) => {
  const text = read(`.github/workflows/${file}`);
  expect(text).toMatch(/^permissions: \{\}$/m);
  expect(text).not.toMatch(/(contents|packages|actions|pull-requests): write|write-all|secrets\./);
});
