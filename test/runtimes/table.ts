import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Format } from './runtimes.js';

const PAGES = ['../../README.md', '../../CONTRIBUTING.md'];

/** A row of the README's table, or of the one in CONTRIBUTING.md, from the formats in which every check passed. */
export const row = (name: string, passed: readonly Format[] = []): string =>
  `| ${name} | ${(['ESM', 'CommonJS'] as const).map((format) => (passed.includes(format) ? 'yes' : 'no')).join(' | ')} |`;

export const documentedRows = (): string[] =>
  PAGES.flatMap((page) => readFileSync(fileURLToPath(new URL(page, import.meta.url)), 'utf8').split('\n'));
