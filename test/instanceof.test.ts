import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import vm from 'node:vm';
import * as errorsEntry from '@runapi.ai/core/errors';
import { build } from 'esbuild';
import { expect, test, vi } from 'vitest';

const here = { ...errorsEntry };
type Errors = typeof here;

const NAMES = [
  'RunApiError',
  'AuthenticationError',
  'InsufficientCreditsError',
  'PermissionDeniedError',
  'NotFoundError',
  'ConflictError',
  'ValidationError',
  'RateLimitError',
  'ServiceUnavailableError',
  'ServerError',
  'NetworkError',
  'TimeoutError',
  'AbortError',
  'InvalidResponseError',
  'TaskFailedError',
  'TaskTimeoutError',
  'CallbackVerificationError',
] as const;

type Name = (typeof NAMES)[number];

function make(errors: Errors, name: Name, message = 'Oh'): errorsEntry.RunApiError {
  if (name === 'RateLimitError') return new errors.RateLimitError(message, { retryAfterMs: 7 });
  if (name === 'CallbackVerificationError')
    return new errors.CallbackVerificationError('invalid_signature', message);
  return new errors[name](message);
}

/** The same source as one minified script, as an app's bundler would copy it. */
async function bundled(format: 'cjs' | 'esm'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../packages/core/src/errors.ts', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format,
  });
  return outputFiles[0]?.text ?? '';
}

const evaluated = (code: string, run: (script: string) => unknown): Errors => {
  const module = { exports: {} };
  const wrapper = run(`(function (module, exports) { ${code} })`);
  (wrapper as (m: object, e: object) => void)(module, module.exports);
  return module.exports as Errors;
};

const copies: Record<string, () => Promise<Errors>> = {
  'the same copy': async () => here,
  'a second load of the module': async () => {
    vi.resetModules();
    return import('../packages/core/src/errors.js');
  },
  'a minified CommonJS bundle': async () =>
    evaluated(await bundled('cjs'), (script) => vm.runInThisContext(script)),
  'a minified ES module bundle': async () =>
    import(
      /* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(await bundled('esm')).toString('base64')}`
    ),
  'another realm': async () => evaluated(await bundled('cjs'), (script) => vm.runInNewContext(script)),
};

test('the list of names is the list of classes', () => {
  const classes = Object.entries(here).filter(([, value]) => Reflect.has(value, 'className'));
  expect(classes.map(([name]) => name).sort()).toEqual([...NAMES].sort());
  for (const [name, value] of classes) expect(Reflect.get(value, 'className')).toBe(name);
});

test.each(Object.keys(copies))(
  'instanceof tells the classes apart, whichever way round: %s',
  async (copy) => {
    const there = (await copies[copy]?.()) ?? here;
    if (copy !== 'the same copy') expect(there.RunApiError).not.toBe(here.RunApiError);

    for (const [made, asked] of [
      [here, there],
      [there, here],
    ] as const) {
      for (const name of NAMES) {
        const error = make(made, name);
        const matching = NAMES.filter((other) => error instanceof asked[other]);
        expect(matching).toEqual(name === 'RunApiError' ? ['RunApiError'] : ['RunApiError', name]);
      }
    }
  },
);

test.each(Object.keys(copies))('an error keeps its name, its stack begins with it: %s', async (copy) => {
  const errors = (await copies[copy]?.()) ?? here;
  for (const name of NAMES) {
    const error = make(errors, name, 'What happened');
    expect(error.name).toBe(name);
    expect(String(error)).toBe(`${name}: What happened`);
    expect(error.stack?.split('\n')[0]).toBe(`${name}: What happened`);
    expect(error.stack).not.toContain('run-api-error'); // begins where it was made, not in our constructor
    expect(inspect(error)).toMatch(new RegExp(`${name}]?: What happened`)); // Node adds what a minifier made of the class
    expect(Object.keys(error)).not.toContain('name');
    expect(Object.prototype.toString.call(error)).toBe('[object Error]');
  }
});

test('every error is an Error', () => {
  for (const name of NAMES) expect(make(here, name)).toBeInstanceOf(Error);
});

test('the brand is out of sight', () => {
  for (const name of NAMES) {
    const error = make(here, name);
    expect(JSON.stringify(error)).not.toContain('@runapi.ai/core/error');
    expect(inspect(error)).not.toContain('@runapi.ai/core/error');
    expect(Object.assign({}, error)).not.toBeInstanceOf(here.RunApiError);
    expect(structuredClone(error)).not.toBeInstanceOf(here.RunApiError);
  }
});

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['a text', 'RateLimitError'],
  ['a number', 429],
  ['a function', () => new here.RunApiError('x')],
  ['a class of ours', here.RunApiError],
  ['an object', { name: 'RateLimitError', message: 'x', status: 429, retryAfterMs: 1 }],
  ['an object without a prototype', Object.create(null)],
  ['an error', new Error('x')],
  ['an error of that name', Object.assign(new Error('x'), { name: 'RateLimitError' })],
  ['a DOMException of that name', new DOMException('x', 'AbortError')],
  [
    'an error with a wrong brand',
    Object.assign(new Error(), { [Symbol.for('@runapi.ai/core/error')]: 'all' }),
  ],
])('what is no error of ours is an instance of none: %s', (_, value) => {
  for (const name of NAMES) expect(value instanceof here[name]).toBe(false);
});

test("a user's own subclass behaves as any class does", async () => {
  class ShopError extends here.RateLimitError {
    readonly shop = 'Berlin';
  }
  class CornerShopError extends ShopError {}
  class OtherError extends here.RateLimitError {}
  const error = new CornerShopError('Closed', { retryAfterMs: 5 });

  expect(error).toBeInstanceOf(CornerShopError);
  expect(error).toBeInstanceOf(ShopError);
  expect(error).toBeInstanceOf(here.RateLimitError);
  expect(error).toBeInstanceOf(here.RunApiError);
  expect(error).not.toBeInstanceOf(OtherError);
  expect(error).not.toBeInstanceOf(here.ServerError);
  expect(new ShopError('x', { retryAfterMs: 5 })).not.toBeInstanceOf(CornerShopError);
  expect(new here.RateLimitError('x', { retryAfterMs: 5 })).not.toBeInstanceOf(ShopError);
  expect(error).toMatchObject({ shop: 'Berlin', retryAfterMs: 5, message: 'Closed' });

  const there = await copies['another realm']?.();
  expect(error instanceof (there ?? here).RateLimitError).toBe(true);
  expect(error instanceof (there ?? here).ServerError).toBe(false);
});

test("a user's own subclass may have a name of its own", () => {
  class ShopError extends errorsEntry.RunApiError {
    static override readonly className: string = 'ShopError';
  }
  const error = new ShopError('Closed');

  expect(error.name).toBe('ShopError');
  expect(error).toBeInstanceOf(ShopError);
  expect(error).toBeInstanceOf(here.RunApiError);
  expect(new here.RunApiError('x')).not.toBeInstanceOf(ShopError);
});

test('fields survive from one copy to another', async () => {
  const there = (await copies['another realm']?.()) ?? here;
  const issues = [{ path: 'prompt', message: 'is required' }];
  const error: unknown = new there.ValidationError('No', { issues, status: 422, requestId: 'req_1' });

  if (!(error instanceof here.ValidationError)) throw error;
  expect(error.issues).toEqual(issues);
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    name: 'ValidationError',
    message: 'No',
    status: 422,
    requestId: 'req_1',
    issues,
  });
});
