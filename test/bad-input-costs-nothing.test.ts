import vm from 'node:vm';
import { ValidationError } from '@runapi.ai/core/errors';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { checkParams } from '../src/params/check.js';
import { paramNames } from '../src/params/find-faults.js';
import { serializeParams } from '../src/params/serialize.js';
import { textToImageParamsSchema } from '../src/params/standard-schema.js';

const valid = { model: 'flux-kontext-pro', prompt: 'a red fox' } as const;
const imageUrl = 'https://cdn.example.com/source.jpg';

/** The error of a check, or undefined when the params pass. Anything but a ValidationError fails the test. */
function refusal(params: unknown, extraBody?: unknown, allowLoopback = false): ValidationError | undefined {
  try {
    checkParams(params, extraBody, { allowLoopback });
    return undefined;
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
}

/** What is said at each path. */
function said(params: unknown, extraBody?: unknown, allowLoopback = false): Record<string, string> {
  const issues = refusal(params, extraBody, allowLoopback)?.issues ?? [];
  return Object.fromEntries(issues.map(({ path, message }) => [path, message]));
}

/** What is said at each path of params that are fine but for `fields`. */
const saidOf = (fields: object) => said({ ...valid, ...fields });

test.each([
  ['a prompt and a model', valid],
  ['every ratio and format', { ...valid, aspect_ratio: '21:9', output_format: 'png' }],
  ['an edit', { ...valid, input_image: imageUrl, safety_tolerance: 2 }],
  ["an edit under the service's newer name", { ...valid, source_image_url: imageUrl, safety_tolerance: 0 }],
  ['the strictest and the laxest tolerance', { ...valid, safety_tolerance: 6 }],
  ['switches', { ...valid, enable_translation: false, enable_prompt_expansion: true, upload_cn: false }],
  ['the older name of a switch', { ...valid, prompt_upsampling: true, watermark: 'me' }],
  ['credentials in a URL', { ...valid, callback_url: 'https://me:secret@app.example.com/hook?x=1' }],
  ['undefined in place of a value', { ...valid, aspect_ratio: undefined, seed: undefined }],
  ['no prototype', Object.assign(Object.create(null), valid)],
  ['an object of another realm', vm.runInNewContext(`({ model: 'flux-kontext-max', prompt: 'a fox' })`)],
])('what the service takes is let through: %s', (_, params) => {
  expect(said(params)).toEqual({});
});

test('every fault comes in one error, those between two params included', () => {
  const params = {
    model: 'flux-2',
    prompt: '  ',
    aspectRatio: '1:1',
    input_image: [imageUrl],
    source_image_url: 'photo.png',
    safety_tolerance: 5,
    callback_url: 'http://localhost:3000/hook',
    enable_prompt_expansion: 'yes',
    prompt_upsampling: true,
  };
  const paths = refusal(params, { model: 'x', big: 1n })?.issues.map(({ path }) => path);

  expect(paths?.sort()).toEqual([
    'aspectRatio',
    'callback_url',
    'enable_prompt_expansion',
    'extraBody.big',
    'extraBody.model',
    'input_image',
    'model',
    'prompt',
    'prompt_upsampling',
    'safety_tolerance',
    'source_image_url',
    'source_image_url',
  ]);
});

test('the message lists every fault and says that nothing was sent', () => {
  expect(refusal({ model: 'flux-kontext-pro', aspectRatio: '1:1' })?.message).toBe(
    'Invalid parameters, nothing was sent: prompt: is required; it takes a text; aspectRatio: unknown parameter: did you mean aspect_ratio?',
  );
});

test('the message stays readable when there are very many faults, or names that a terminal would act on', () => {
  const junk = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`x${i}`.padEnd(300, '-'), i]));
  const error = refusal({ ...valid, '\u001b[2J\n- ': 1, ...junk });

  expect(error?.issues).toHaveLength(21);
  expect(error?.message.length).toBeLessThan(4000);
  expect(error?.issues.at(-1)).toEqual({ path: '', message: '4981 more unknown parameters' });
  expect(error?.message).toContain(' [2J - : unknown parameter');
});

test('and when an extraBody has very many that JSON can not hold: all are in issues', () => {
  const extraBody = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`x${i}`, () => i]));
  const error = refusal(valid, extraBody);

  expect(error?.issues).toHaveLength(5000);
  expect(error?.message).toMatch(/4970 more: see issues\.$/);
  expect(error?.message.length).toBeLessThan(2000);
});

test.each([[undefined], [null], ['flux-2'], [7], [['flux-kontext-pro']], ['constructor']])(
  'a model that is missing or unknown (%j) is answered with both models',
  (model) => {
    expect(said({ prompt: 'a fox', model })).toEqual({
      model: expect.stringContaining('"flux-kontext-pro" or "flux-kontext-max"'),
    });
  },
);

test.each([
  [undefined, /is required/],
  [null, /not null/],
  ['', /blank/],
  [' \n\t', /blank/],
  [['a'], /not an array/],
])('a prompt that says nothing is refused: %j', (prompt, message) => {
  expect(said({ model: 'flux-kontext-max', prompt })).toEqual({ prompt: expect.stringMatching(message) });
});

test.each([
  ['aspect_ratio', '16x9', 'takes "21:9", "16:9", "4:3", "1:1", "3:4", "9:16", not "16x9"'],
  ['output_format', 'jpg', 'takes "jpeg" or "png", not "jpg"'],
  ['enable_translation', 'false', 'takes true or false, not "false"'],
  ['prompt_upsampling', 1, 'takes true or false, not 1'],
  ['watermark', null, 'takes a text, not null: leave it out'],
  ['callback_url', null, 'takes one URL (a string), not null: leave it out'],
  ['prompt', null, 'takes a text, not null'],
  ['input_image', null, 'takes one URL (a string), not null: leave it out'],
  ['upload_cn', { deep: { and: 'long' } }, 'takes true or false, not an object'],
  ['watermark', 12n, 'takes a text, not a bigint'],
])('a wrong value is told together with what is taken: %s = %o', (name, value, message) => {
  expect(saidOf({ [name]: value })).toEqual({ [name]: message });
});

test.each(['secret', 'secret'.repeat(50)])(
  'a message holds neither a dump of the value nor a password in it',
  (secret) => {
    const { output_format, callback_url } = saidOf({
      output_format: 'x'.repeat(100_000),
      callback_url: `ftp://me:${secret}@app.example.com/`,
    });
    expect(output_format?.length).toBeLessThan(120);
    expect(callback_url).toContain('"ftp://…@app.example.com/"');
  },
);

test('nor the second of two passwords', () => {
  const { input_image } = saidOf({ input_image: 'x://a:secret@b.example //c:secret@d.example' });
  expect(input_image).toContain('//…@d.example');
  expect(input_image).not.toContain('secret');
});

test.each([
  [{ safety_tolerance: 7 }],
  [{ safety_tolerance: -1 }],
  [{ safety_tolerance: 1.5 }],
  [{ safety_tolerance: Number.NaN }],
  [{ safety_tolerance: '2' }],
  [{ safety_tolerance: 3, input_image: imageUrl }],
  [{ safety_tolerance: 6, source_image_url: imageUrl }],
  [{ safety_tolerance: 7, source_image_url: imageUrl }],
])('a tolerance out of the range of its mode is refused, once: %j', (fields) => {
  const issues = refusal({ ...valid, ...fields })?.issues;
  expect(issues?.map(({ path }) => path)).toEqual(['safety_tolerance']);
  expect(issues?.[0]?.message).toContain('0 to 2 for an edit');
});

test.each([
  [{ input_image: imageUrl, source_image_url: imageUrl }, 'source_image_url', 'another name of input_image'],
  [
    { enable_prompt_expansion: true, prompt_upsampling: false },
    'prompt_upsampling',
    'another name of enable_prompt_expansion',
  ],
])('two names of one thing are never sent together: %j', (fields, path, message) => {
  expect(saidOf(fields)).toEqual({ [path]: expect.stringContaining(message) });
});

test('an array of images is answered with: one URL', () => {
  expect(saidOf({ input_image: [imageUrl] })).toEqual({
    input_image:
      'takes one URL (a string), not an array: pass the URL itself. Flux Kontext edits one image per call',
  });
});

test.each([
  ['data:image/png;base64,iVBORw0KGgo='],
  ['./photo.png'],
  ['/home/me/photo.png'],
  ['C:\\photos\\me.png'],
  ['file:///home/me/photo.png'],
  [new Blob(['x'])],
  [new Uint8Array(3)],
  [Buffer.from('x')],
  [new ArrayBuffer(3)],
])('an image in place of its URL is answered with how to upload it: %o', (image) => {
  for (const name of ['input_image', 'source_image_url']) {
    expect(saidOf({ [name]: image })).toEqual({
      [name]: expect.stringContaining('upload it first with client.files.create'),
    });
  }
});

test.each([
  [''],
  ['cdn.example.com/a.png'],
  ['//cdn.example.com/a.png'],
  ['https:cdn.example.com/a.png'],
  ['https://'],
  ['https://a b/'],
  [' https://cdn.example.com/a.png'],
  ['https://cdn.example.com/a.png\n'],
  ['ftp://cdn.example.com/a.png'],
  ['javascript:alert(1)'],
  [new URL(imageUrl)],
  [{ url: imageUrl }],
  [42],
])('what is no absolute http(s) URL is refused wherever a URL goes: %o', (url) => {
  for (const name of ['input_image', 'source_image_url', 'callback_url']) {
    expect(saidOf({ [name]: url })).toEqual({ [name]: expect.stringMatching(/URL/) });
  }
});

const unreachable = [
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'app.localhost',
    '127.0.0.1',
    '127.9.9.9',
    '127.1',
    '0x7f000001',
  ],
  ...[
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:10.0.0.1]',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.9.9',
  ],
  ...[
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '[fc00::1]',
    '[fd12:3456::1]',
    '[fe80::1]',
    '[febf::1]',
  ],
  ...['nas.local', 'host.docker.internal', 'router.home.arpa', 'web', 'mylocalhost'],
  ...['224.0.0.1', '255.255.255.255'],
];

test.each(unreachable)('a callback that the public internet can not deliver is refused: %s', (host) => {
  expect(saidOf({ callback_url: `http://${host}:3000/hook` })).toEqual({
    callback_url: expect.stringMatching(
      /public internet.*use a tunnel \(cloudflared, ngrok, tailscale funnel\)/,
    ),
  });
});

test.each(unreachable)('an image that the public internet can not fetch is refused: %s', (host) => {
  for (const name of ['input_image', 'source_image_url']) {
    const fields = { ...valid, [name]: `http://${host}:3000/a.png` };
    expect(said(fields)).toEqual({
      [name]: expect.stringMatching(/public internet.*client\.files\.create/),
    });
    expect(said(fields, undefined, true)).toEqual({});
  }
});

test('a Promise is answered with: await it', () => {
  for (const name of ['prompt', 'input_image']) {
    expect(saidOf({ [name]: Promise.resolve('x') })).toEqual({
      [name]: expect.stringMatching(/not a Promise: await it/),
    });
  }
});

test.each(unreachable)('a service on this machine may call back to it: %s', (host) => {
  expect(said({ ...valid, callback_url: `http://${host}:3000/hook` }, undefined, true)).toEqual({});
});

test.each([
  ...[
    'example.com',
    'localhost.example.com',
    'my.localhosts.com',
    '128.0.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '11.0.0.1',
  ],
  ...['192.169.0.1', '169.253.0.1', '100.63.0.1', '100.128.0.1', '8.8.8.8', '[2001:db8::1]'],
  ...['[fec0::1]', '[fc::1]', '10.example.com', '127.0.0.1.nip.io'],
])('a callback to a host that may well be public is let through: %s', (host) => {
  expect(saidOf({ callback_url: `https://${host}/hook` })).toEqual({});
});

test.each([
  ['aspectRatio', 'aspect_ratio'],
  ['AspectRatio', 'aspect_ratio'],
  ['aspect-ratio', 'aspect_ratio'],
  ['aspect_ration', 'aspect_ratio'],
  ['ratio', 'aspect_ratio'],
  ['size', 'aspect_ratio'],
  ['format', 'output_format'],
  ['outputFormat', 'output_format'],
  ['modle', 'model'],
  ['Prompt', 'prompt'],
  ['promt', 'prompt'],
  ['image', 'input_image'],
  ['images', 'input_image'],
  ['image_url', 'source_image_url'],
  ['image_urls', 'source_image_url'],
  ['imageUrl', 'source_image_url'],
  ['input_images', 'input_image'],
  ['inputImageUrl', 'input_image'],
  ['sourceImage', 'source_image_url'],
  ['callback', 'callback_url'],
  ['webhook', 'callback_url'],
  ['webhook_url', 'callback_url'],
  ['callBackUrl', 'callback_url'],
  ['callback_uri', 'callback_url'],
  ['enableTranslation', 'enable_translation'],
  ['safetyTolerence', 'safety_tolerance'],
  ['promptUpsampling', 'prompt_upsampling'],
])(
  'a misspelt, shortened or foreign name is answered with the one that was meant: %s → %s',
  (name, meant) => {
    expect(saidOf({ [name]: 'x' })).toEqual({ [name]: `unknown parameter: did you mean ${meant}?` });
  },
);

test.each([
  ['seed'],
  ['request'],
  ['max'],
  ['num_images'],
  ['n'],
  ['negative_prompt'],
  ['constructor'],
  ['toString'],
  [''],
])('a name that resembles none is answered with extraBody: %j', (name) => {
  expect(saidOf({ [name]: 1 })).toEqual({
    [name]: expect.stringMatching(/^unknown parameter:.*extraBody$/),
  });
});

test('a __proto__ that came out of JSON is an unknown name like any other', () => {
  const params = JSON.parse('{"model":"flux-kontext-pro","prompt":"a fox","__proto__":{"watermark":1}}');
  expect(refusal(params)?.issues.map(({ path }) => path)).toEqual(['__proto__']);
});

class Params {
  model = 'flux-kontext-pro';
  prompt = 'a fox';
}
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

test('a class instance is called by its name, since it has to be spread', () => {
  expect(refusal(new Params())?.message).toContain('not an instance of Params');
});

test.each([
  ['what can not be looked at', revoked, 'a value that can not be read'],
  [
    'an error without words',
    Object.assign(new Error(), { toString: () => expect.unreachable() }),
    'can not be read',
  ],
  ['an error', new RangeError('no prompt'), 'RangeError: no prompt'],
])('a getter that throws %s is told with what it threw', (_, thrown, said) => {
  const params = {
    get prompt() {
      throw thrown;
    },
  };
  expect(refusal(params)?.message).toContain(said);
});

test.each([
  ['undefined', undefined],
  ['null', null],
  ['a string', 'a red fox'],
  ['a number', 3],
  ['an array', [valid]],
  ['a function', () => valid],
  ['a class instance', new Params()],
  ['inherited fields', Object.create(valid)],
  ['a Map', new Map(Object.entries(valid))],
  ['a promise', Promise.resolve(valid)],
  ['a revoked Proxy', revoked],
  [
    'a Proxy that throws',
    new Proxy(valid, {
      ownKeys() {
        throw new TypeError('no keys');
      },
    }),
  ],
  [
    'a getter that throws what can not be looked at',
    {
      ...valid,
      get prompt() {
        throw revoked;
      },
    },
  ],
  [
    'a Proxy that throws an error without words',
    new Proxy(valid, {
      ownKeys() {
        throw Object.assign(new Error('no keys'), { toString: () => expect.unreachable() });
      },
    }),
  ],
  [
    'a getter that throws',
    {
      ...valid,
      get prompt() {
        throw new Error('no prompt');
      },
    },
  ],
])('params that are no plain object, or can not be read, are one fault of the whole: %s', (_, params) => {
  expect(refusal(params)?.issues).toEqual([
    { path: '', message: expect.stringMatching(/^(takes a plain object|could not)/) },
  ]);
});

const unreadable = Object.fromEntries(
  ['size', 'then', 'toString', 'toJSON'].map((name) => [
    name,
    { get: () => expect.unreachable(), enumerable: true },
  ]),
);

test.each(paramNames().map((name) => [name]))('what can not be read is told as the value of %s', (name) => {
  for (const value of [revoked, Object.defineProperties({}, unreadable)]) {
    expect(Object.keys(said({ ...valid, [name]: value }))).toEqual([name]);
  }
});

test.each(paramNames().map((name) => [name]))(
  'a param can not pass unchecked through extraBody: %s',
  (name) => {
    expect(said(valid, { [name]: 'x' })).toEqual({
      [`extraBody.${name}`]: 'is a parameter: pass it in params, where it is checked',
    });
  },
);

test('an undefined in extraBody takes no param away: an edit without its picture would be paid for', () => {
  const body = serializeParams(
    { ...valid, input_image: 'https://cdn.example/a.jpg' },
    { input_image: undefined, seed: 7 },
  );
  expect(JSON.parse(body)).toEqual({ ...valid, input_image: 'https://cdn.example/a.jpg', seed: 7 });
});

const list: unknown[] = [];
const circle = { list };
list.push(circle);
const deep = Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], 1);

test.each([
  ['null', null, 'extraBody'],
  ['an array', [1], 'extraBody'],
  ['a string', 'seed=1', 'extraBody'],
  ['a class instance', new Params(), 'extraBody'],
  ['a revoked Proxy', revoked, 'extraBody'],
  ['a circle', { a: circle }, 'extraBody.a.list.0'],
  ['a BigInt', { a: { b: [1n] } }, 'extraBody.a.b.0'],
  ['a Map, which JSON makes {}', { m: new Map([[1, 2]]) }, 'extraBody.m'],
  ['a Promise', { a: [Promise.resolve(1)] }, 'extraBody.a.0'],
  ['a param in another spelling', { aspectRatio: '1:1' }, 'extraBody.aspectRatio'],
  ['a function', { f: () => 1 }, 'extraBody.f'],
  ['a toJSON of its own', { toJSON: () => valid }, 'extraBody.toJSON'],
  ['a symbol', { s: Symbol('s') }, 'extraBody.s'],
  ['NaN, which JSON makes null', { n: Number.NaN }, 'extraBody.n'],
  ['an invalid date, which throws', { at: new Date(Number.NaN), b: { toJSON: () => 1n } }, 'extraBody.b'],
  ['more nesting than a stack', { deep }, 'extraBody.deep'],
  [
    'a toJSON that throws',
    {
      a: {
        toJSON() {
          throw new Error('no');
        },
      },
    },
    'extraBody.a',
  ],
])('an extraBody that can not be sent as it is gets refused: %s', (_, extraBody, path) => {
  expect(Object.keys(said(valid, extraBody))).toEqual([path]);
});

test('an extraBody of what JSON can hold is let through, the same object twice and dates included', () => {
  const shared = { x: 1 };
  const extraBody = {
    seed: 7,
    at: new Date(0),
    a: [shared, shared],
    none: null,
    left: undefined,
    model: undefined,
  };
  expect(said(valid, extraBody)).toEqual({});
});

test('the body holds the params as given: nothing added, nothing renamed, undefined left out', () => {
  const body = serializeParams({ ...valid, source_image_url: imageUrl, watermark: undefined }, { seed: 7 });
  expect(JSON.parse(body)).toEqual({ ...valid, source_image_url: imageUrl, seed: 7 });
});

test('what changes between the check and the sending still ends in a ValidationError', () => {
  let reads = 0;
  const extraBody = {
    get seed() {
      reads += 1;
      return reads === 1 ? 1 : 1n;
    },
  };
  expect(said(valid, extraBody)).toEqual({});
  expect(() => serializeParams(valid, extraBody)).toThrow(ValidationError);
});

test('checking changes nothing in the params', () => {
  const params = Object.freeze({ ...valid, aspect_ratio: undefined });
  checkParams(params, undefined, { allowLoopback: false });
  expect(params).toStrictEqual({ ...valid, aspect_ratio: undefined });
});

test('whatever is given as params or extraBody, only a ValidationError comes out', () => {
  const anyValue = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  const anyParams = fc.oneof(
    anyValue,
    fc.dictionary(fc.oneof(fc.constantFrom(...paramNames()), fc.string()), anyValue),
  );
  fc.assert(
    fc.property(anyParams, anyParams, fc.boolean(), (params, extraBody, allowLoopback) => {
      const error = refusal(params, extraBody, allowLoopback); // rethrows what is no ValidationError
      expect(error === undefined || error.issues.length > 0).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('the Standard Schema tells the same faults as create, with paths as arrays, at once', () => {
  const params = { model: 'flux-kontext-pro', 'a.b': 1, callback_url: 'http://localhost/' };
  const result = textToImageParamsSchema['~standard'].validate(params);

  expect(result).toEqual({
    issues: [
      { path: ['prompt'], message: 'is required; it takes a text' },
      { path: ['callback_url'], message: expect.stringContaining('tunnel') },
      { path: ['a.b'], message: expect.stringContaining('extraBody') },
    ],
  });
});

test.each([
  ['http://localhost:4010', []],
  ['https://runapi.ai', ['callback_url']],
  ['nonsense', ['callback_url']],
])(
  'the Standard Schema lets this machine be called back where a client does: RUNAPI_BASE_URL=%s',
  (url, faulty) => {
    vi.stubEnv('RUNAPI_BASE_URL', url);
    onTestFinished(() => void vi.unstubAllEnvs());
    const result = textToImageParamsSchema['~standard'].validate({
      ...valid,
      callback_url: 'http://localhost/',
    });
    expect('issues' in result ? result.issues?.flatMap(({ path }) => path) : []).toEqual(faulty);
  },
);

test('the Standard Schema gives back the very input', () => {
  const result = textToImageParamsSchema['~standard'].validate(valid);
  expect(result).toEqual({ value: valid });
  expect('value' in result && result.value).toBe(valid);
  expect(textToImageParamsSchema['~standard']).toMatchObject({ version: 1, vendor: 'runapi' });
});
