import { rmSync } from 'node:fs';
import { afterAll } from 'vitest';
// @ts-expect-error: a script that one can also start by hand
import { NEXT, prepareNextExample } from '../../scripts/next-example.mjs';
import { testRound } from '../examples/round.js';

const folder: string = prepareNextExample();
afterAll(() => rmSync(folder, { recursive: true, force: true }), 300_000); // some 11,000 files

testRound('Next.js', { args: [NEXT, 'start'], cwd: folder, ready: /Ready in/ });
