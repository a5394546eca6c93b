import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installPacked, run, typeCheck } from '../packed/install.js';
import { fromNpm } from '../support/from-npm.js';
import { binaryOf } from './binaries.js';
import { CURRENT, RUNTIMES } from './runtimes.js';

/** The AI SDK's versions that take our models, each on a Node that it runs on. */
const VERSIONS = [
  ['ai@6', CURRENT],
  ['ai@7', 'Node 24'],
] as const;

const PROGRAM = `
import { createFluxKontext, type FluxKontextProviderOptions } from '@runapi.ai/flux-kontext/ai-sdk';
import { createSandbox } from '@runapi.ai/flux-kontext/testing';
import { createProviderRegistry, generateImage } from 'ai';

const sandbox = createSandbox({ pendingMs: 0, processingMs: 0 });
const fluxKontext = createFluxKontext(sandbox.clientOptions);
const model = fluxKontext.image('flux-kontext-pro', { pollIntervalMs: 5 });
const { image } = await generateImage({
  model,
  prompt: 'A lighthouse',
  aspectRatio: '1:1',
  providerOptions: { fluxKontext: { output_format: 'png' } satisfies FluxKontextProviderOptions },
});
const registry = createProviderRegistry({ runapi: fluxKontext });
const edit = await generateImage({
  model: registry.imageModel('runapi:flux-kontext-max'),
  prompt: { text: 'Make it snow', images: [image.uint8Array] },
});
sandbox.fail({ status: 500, on: 'create', times: 9 });
const failure = await generateImage({ model, prompt: 'A boat' }).catch((error: unknown) => error);
console.log(image.mediaType, edit.image.mediaType, (failure as Error).name, sandbox.tasks.length);
`;

describe.each(VERSIONS)('%s, on %s', (version, runtime) => {
  let user: string;
  beforeAll(() => {
    user = installPacked();
    symlinkSync(join(fromNpm(version, 'zod@4'), 'ai'), join(user, 'node_modules/ai'));
    mkdirSync(join(user, 'app'));
    writeFileSync(join(user, 'app/app.mts'), PROGRAM);
  }, 240_000);
  afterAll(() => rmSync(user, { recursive: true }));

  test('type-checks a program that makes and edits a picture', () => {
    const options = { module: 'NodeNext', moduleResolution: 'NodeNext', skipLibCheck: true };
    expect(typeCheck(join(user, 'app'), options)).toBe('');
  }, 120_000);

  test('runs it: a picture, an edit of it, and an error that is ours', () => {
    writeFileSync(join(user, 'app/app.mjs'), transformSync(PROGRAM, { loader: 'ts' }).code);
    const found = RUNTIMES.find(({ name }) => name === runtime);
    if (!found) throw new Error(`There is no ${runtime} among the runtimes.`);
    expect(run(binaryOf(found), ['app.mjs'], join(user, 'app'))).toBe('image/png image/jpeg ServerError 2\n');
  }, 120_000);
});
