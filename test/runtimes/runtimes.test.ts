import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Played, play } from './play.js';
// @ts-expect-error: the program that all runtimes share is plain JavaScript
import { checks } from './program/checks.mjs';
import { type Format, QUICK, RUNTIMES } from './runtimes.js';
import { documentedRows, row } from './table.js';
import { createUser } from './user.js';
import { createWorld } from './world.js';

let user: string;
beforeAll(() => {
  user = createUser();
}, 240_000);
afterAll(() => rmSync(user, { recursive: true }));

const chosen = RUNTIMES.filter(({ name }) => !inject('quick') || QUICK.includes(name));
const passed = new Map<string, Format[]>();

for (const runtime of chosen) {
  for (const format of runtime.formats) {
    describe(`${runtime.name}, ${format}`, () => {
      let played: Played;
      let secrets: readonly string[];
      beforeAll(async () => {
        const world = await createWorld();
        secrets = world.secrets;
        played = await play(runtime, format, user, world).finally(() => world.close());
      }, 180_000);

      test.each(Object.keys(checks))('%s', (title) => {
        expect(played.results[title]).toBe(true);
      });

      test('what was logged names the client, and no secret', () => {
        expect(played.output).toMatch(/SHOWN.*FluxKontextClient/s);
        for (const secret of secrets) expect(played.output).not.toContain(secret);
      });

      afterAll(() => {
        const all = Object.values(played?.results ?? { none: 'was run' }).every((result) => result === true);
        if (all) passed.set(runtime.name, [...(passed.get(runtime.name) ?? []), format]);
      });
    });
  }
}

describe('the table in the README, or in CONTRIBUTING.md', () => {
  test.each(chosen.map(({ name }) => name))('says what was measured on %s', (name) => {
    expect(documentedRows()).toContain(row(name, passed.get(name)));
  });

  afterAll(() => {
    const rows = [...passed].map(([name, formats]) => row(name, formats));
    console.log(['| runtime | ESM | CommonJS |', '| --- | --- | --- |', ...rows].join('\n'));
  });
});
