import { execFileSync } from 'node:child_process';
import { createHmac, timingSafeEqual } from 'node:crypto';
import vm from 'node:vm';
import {
  CallbackVerificationError,
  type CallbackVerificationReason,
  signCallback,
  unwrapCallback,
  type VerifyCallbackInput,
  verifyCallback,
} from '@runapi.ai/flux-kontext/callbacks';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import * as browser from '../packages/core/src/crypto/crypto.browser.js';
import * as edge from '../packages/core/src/crypto/crypto.edge.js';

afterEach(() => {
  vi.useRealTimers();
});

/** From wire.md, computed with openssl. */
const VECTOR = {
  secret: 'c2VjcmV0LWtleS1mb3ItdGVzdHM=',
  id: '7f3c1b1e-5d1a-4d3e-9a53-0d8f5d2b6c10',
  sentAt: '1767225600',
  body: '{"id":"task_1","status":"failed","error":"nsfw"}',
  signature: 'qQh08IeWF5V9FcBpxIMcgI2v7779OWPtPIEkrJECHEA=',
};
const SENT_AT_MS = 1_767_225_600_000;

/** The brief's recipe, as it stands there; nothing of the SDK is in it. */
const signature = (id: string, ts: string, raw: string | Uint8Array, secret = VECTOR.secret): string =>
  createHmac('sha256', Buffer.from(secret, 'base64')).update(`${id}.${ts}.`).update(raw).digest('base64');

const headersOf = (id: string, ts: string, sig: string) => ({
  'X-Callback-Id': id,
  'X-Callback-Timestamp': ts,
  'X-Callback-Signature': sig,
});

/** A genuine callback, and what is to be different in it. */
function callback(change: Partial<VerifyCallbackInput> = {}): VerifyCallbackInput {
  return {
    body: VECTOR.body,
    headers: headersOf(VECTOR.id, VECTOR.sentAt, VECTOR.signature),
    secret: VECTOR.secret,
    now: () => SENT_AT_MS,
    ...change,
  };
}

/** A callback of which all is in order but what is given: it is signed as it is. */
function signed({ id = VECTOR.id, ts = VECTOR.sentAt, body = VECTOR.body as string | Uint8Array }) {
  return callback({ body, headers: headersOf(id, ts, signature(id, ts, body)) });
}

/** Why it is refused; undefined when it is not. Anything but a CallbackVerificationError fails the test. */
function refusal(input: VerifyCallbackInput): CallbackVerificationReason | undefined {
  try {
    verifyCallback(input);
    return undefined;
  } catch (error) {
    if (error instanceof CallbackVerificationError) return error.reason;
    throw error;
  }
}

// What is genuine

test("the wire's vector is verified", () => {
  expect(verifyCallback(callback())).toEqual({
    id: VECTOR.id,
    timestamp: new Date(SENT_AT_MS),
    payload: { id: 'task_1', status: 'failed', error: 'nsfw' },
  });
});

test.each([
  [
    'letters of many alphabets',
    VECTOR.secret,
    '{"id":"task_2","status":"completed","note":"größe – 灯台 🗼"}',
  ],
  ['a body with dots and line breaks', VECTOR.secret, '{"id":"a.b",\r\n "status":"failed"}\n'],
  ['a key of one byte', 'AA==', '{}'],
  ['a key of 64 bytes', Buffer.alloc(64, 7).toString('base64'), '[1,2,3]'],
  ['a key of more than a block', Buffer.alloc(200, 'k').toString('base64'), '"x"'],
  ['a large body', VECTOR.secret, JSON.stringify('x'.repeat(200_000))],
])('a vector that openssl makes here and now is verified: %s', (_, secret, body) => {
  const key = Buffer.from(secret, 'base64').toString('hex');
  const mac = execFileSync(
    'openssl',
    ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${key}`, '-binary'],
    { input: `${VECTOR.id}.${VECTOR.sentAt}.${body}` },
  );
  const headers = headersOf(VECTOR.id, VECTOR.sentAt, mac.toString('base64'));

  expect(refusal(callback({ body, headers, secret }))).toBeUndefined();
  expect(refusal(callback({ body: Buffer.from(body), headers, secret }))).toBeUndefined();
  expect(refusal(callback({ body: `${body} `, headers, secret }))).toBe('invalid_signature');
});

test("whatever the brief's recipe signs is verified, and signCallback signs as the recipe does", () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(
      fc.uuid(),
      bytes,
      fc.json(),
      fc.integer({ min: 1, max: 4_000_000_000 }),
      (id, key, body, ts) => {
        const secret = Buffer.from(key).toString('base64');
        const headers = headersOf(id, String(ts), signature(id, String(ts), body, secret));

        expect(signCallback({ body, secret, id, timestamp: ts })).toEqual(headers);
        expect(verifyCallback({ body, headers, secret, now: () => ts * 1000 })).toEqual({
          id,
          timestamp: new Date(ts * 1000),
          payload: JSON.parse(body),
        });
      },
    ),
    { numRuns: 300 },
  );
});

test('signCallback signs now, under a fresh id, unless told otherwise', () => {
  vi.useFakeTimers({ now: SENT_AT_MS + 999 });
  const { body, secret } = VECTOR;
  const headers = signCallback({ body, secret });

  expect(headers['X-Callback-Timestamp']).toBe(VECTOR.sentAt);
  expect(headers['X-Callback-Id']).toMatch(/^[\da-f-]{36}$/);
  expect(signCallback({ body, secret })['X-Callback-Id']).not.toBe(headers['X-Callback-Id']);
  expect(verifyCallback({ body, headers, secret }).id).toBe(headers['X-Callback-Id']);
  expect(signCallback({ ...VECTOR, timestamp: new Date(SENT_AT_MS) })).toEqual(
    headersOf(VECTOR.id, VECTOR.sentAt, VECTOR.signature),
  );
});

test('a time from Date.now() is signed in whole seconds, as RunAPI does', () => {
  expect(signCallback({ ...VECTOR, timestamp: (SENT_AT_MS + 999) / 1000 })).toEqual(
    headersOf(VECTOR.id, VECTOR.sentAt, VECTOR.signature),
  );
});

test('verification is synchronous: what it gives is no promise, and what it throws is thrown', () => {
  expect(verifyCallback(callback())).not.toHaveProperty('then');
  expect(() => verifyCallback(callback({ body: 'x' }))).toThrow(CallbackVerificationError);
});

// Secrets

test.each([0, 1, 2])('any of several secrets may match: number %d does', (place) => {
  const others = ['b3RoZXItMQ==', 'b3RoZXItMg=='];
  const secret = [...others.slice(0, place), VECTOR.secret, ...others.slice(place)];

  expect(refusal(callback({ secret }))).toBeUndefined();
  expect(refusal(callback({ secret: others }))).toBe('invalid_signature');
});

test.each<[string, string, string]>([
  ['with padding', '+/+/+w==', '+/+/+w=='],
  ['without padding', '+/+/+w==', '+/+/+w'],
  ['in base64url', '+/+/+w==', '-_-_-w=='],
  ['in base64url without padding', '+/+/+w==', '-_-_-w'],
  ['with blanks around it', '+/+/+w==', ' +/+/+w== '],
  ['with a line break at its end', '+/+/+w==', '+/+/+w==\r\n'],
  ['of 64 bytes', 'QUJD'.repeat(21), 'QUJD'.repeat(21)],
  ['of more than a block', 'QUJD'.repeat(60), 'QUJD'.repeat(60)],
])('a secret may be written %s', (_, canonical, written) => {
  const headers = headersOf(
    VECTOR.id,
    VECTOR.sentAt,
    signature(VECTOR.id, VECTOR.sentAt, VECTOR.body, canonical),
  );

  expect(refusal(callback({ headers, secret: written }))).toBeUndefined();
  expect(refusal(callback({ headers, secret: [VECTOR.secret, written] }))).toBeUndefined();
});

test.each<[string, unknown]>([
  ['empty', ''],
  ['blank', ' \n'],
  ['undefined', undefined],
  ['null', null],
  ['a number', 42],
  ['bytes', Buffer.from(VECTOR.secret, 'base64')],
  ['an object', { secret: VECTOR.secret }],
  ['no secret at all', []],
  ['an empty one beside a good one', [VECTOR.secret, '']],
  ['a missing one beside a good one', [VECTOR.secret, undefined]],
  ['a good one and a list', [[VECTOR.secret]]],
  ['padding alone', '=='],
  ['words', 'my secret'],
  ['two in one', `${VECTOR.secret},${VECTOR.secret}`],
  ['a comment', `${VECTOR.secret} # prod`],
  ['in quotes', `"${VECTOR.secret}"`],
  ['of two alphabets', '+/+/-_=='],
  ['of a length that no base64 has', 'QUJDR'],
  ['with padding inside', 'QU==JD'],
  ['with wrong padding', 'QUJD='],
  ['with three signs of padding', 'Q==='],
  ['broken into lines', 'QUJD\nQUJD'],
  ['of another alphabet', 'пароль=='],
])('a secret that is %s is invalid at once, whatever came in', (_, secret) => {
  const input = callback({ secret: secret as string });

  expect(refusal(input)).toBe('invalid_secret');
  expect(refusal({ ...input, headers: {}, body: {} as string })).toBe('invalid_secret');
  // Signed with a key of zero bytes, as a careless decoder would have it.
  const forged = createHmac('sha256', '')
    .update(`${VECTOR.id}.${VECTOR.sentAt}.${VECTOR.body}`)
    .digest('base64');
  expect(refusal({ ...input, headers: headersOf(VECTOR.id, VECTOR.sentAt, forged) })).toBe('invalid_secret');
});

test('the message says where the secret is to be found, and how two are passed', () => {
  expect(() => verifyCallback(callback({ secret: '' }))).toThrow(/RUNAPI_CALLBACK_SECRET/);
  expect(() => verifyCallback(callback({ secret: `${VECTOR.secret},QUJD` }))).toThrow(/an array/);
});

test('an API key in place of the secret is told as one', () => {
  expect(() => verifyCallback(callback({ secret: 'runapi_live_key1' }))).toThrow(/it is the API key/);
});

test.each<[string, unknown[]]>([
  ['nothing', []],
  ['body, headers and secret one after the other', [VECTOR.body, {}, VECTOR.secret]],
  ['bytes', [Buffer.from(VECTOR.body), {}, VECTOR.secret]],
  ['a Request', [new Request('https://your.app', { method: 'POST', body: VECTOR.body })]],
])('%s in place of one object is refused with what to pass', (_, args) => {
  for (const call of [verifyCallback, unwrapCallback])
    expect(() => Reflect.apply(call, undefined, args)).toThrow(
      expect.objectContaining({
        name: 'CallbackVerificationError',
        message: expect.stringContaining('This takes one object: { body, headers, secret }.'),
      }),
    );
  expect(() => Reflect.apply(signCallback, undefined, args)).toThrow(
    'This takes one object: { body, secret }.',
  );
});

test.each([undefined, null, {}, 7])('signCallback signs no body that is %j', (body) => {
  expect(() => signCallback({ body: body as unknown as string, secret: VECTOR.secret })).toThrow(
    expect.objectContaining({ reason: 'invalid_body' }),
  );
});

test.each<[string, unknown]>([
  ['is of type Undefined', undefined],
  ['is of type Null', null],
  ['is of type Promise', Promise.resolve(VECTOR.body)],
  ['is of type Request', new Request('https://your.app')],
  ['is of type ReadableStream', new Blob([VECTOR.body]).stream()],
  ['is of type Blob', new Blob([VECTOR.body])],
  ['was parsed already', JSON.parse(VECTOR.body)],
])('a body that %s is refused in these words, with what to write', (words, body) => {
  const verify = () => verifyCallback(callback({ body: body as string }));
  expect(verify).toThrow(`and this ${words}.`);
  expect(verify).toThrow('await request.text()');
});

test('the message of a signature that does not match tells both causes', () => {
  expect(() => verifyCallback(callback({ secret: 'b3RoZXI=' }))).toThrow(
    /Pass the raw body; or the secret is not this account's/,
  );
});

// Time

test.each([
  [0, undefined],
  [300_000, undefined],
  [-300_000, undefined],
  [300_001, 'timestamp_out_of_tolerance'],
  [-300_001, 'timestamp_out_of_tolerance'],
  [86_400_000, 'timestamp_out_of_tolerance'],
  [Number.NaN, 'timestamp_out_of_tolerance'],
  [Number.POSITIVE_INFINITY, 'timestamp_out_of_tolerance'],
])('a clock that is %d ms ahead of the callback: %s', (ms, reason) => {
  expect(refusal(callback({ now: () => SENT_AT_MS + ms }))).toBe(reason);
});

test.each([null, 1_767_225_600_000, 'now', {}])(
  'a now that is %j, and no function, lets nothing in',
  (now) => {
    expect(refusal(callback({ now: now as unknown as () => number }))).toBe('timestamp_out_of_tolerance');
  },
);

test.each([
  [0, 0, undefined],
  [0, 1, 'timestamp_out_of_tolerance'],
  [10, 10_000, undefined],
  [10, 10_001, 'timestamp_out_of_tolerance'],
  [86_400, -86_400_000, undefined],
  [Number.NaN, 0, 'timestamp_out_of_tolerance'],
  [-1, 0, 'timestamp_out_of_tolerance'],
  [Number.POSITIVE_INFINITY, 0, 'timestamp_out_of_tolerance'],
  ['soon', 0, 'timestamp_out_of_tolerance'],
])('a tolerance of %s s and a clock %d ms off: %s', (toleranceSeconds, ms, reason) => {
  const input = callback({ toleranceSeconds: toleranceSeconds as number, now: () => SENT_AT_MS + ms });

  expect(refusal(input)).toBe(reason);
});

test('the time is that of the clock when no other is given', () => {
  const { now: _, ...input } = callback();
  vi.useFakeTimers({ now: SENT_AT_MS + 300_000 });
  expect(refusal(input)).toBeUndefined();
  vi.setSystemTime(SENT_AT_MS + 300_001);
  expect(refusal(input)).toBe('timestamp_out_of_tolerance');
});

test.each([
  '1e9',
  '1.767225600e9',
  '0x6955b900',
  '0b1',
  '1_767_225_600',
  ' 1767225600',
  '1767225600 ',
  '1767225600\n',
  '+1767225600',
  '-1767225600',
  '1767225600.0',
  '1767225600.',
  '01767225600',
  '1767225600000',
  '1767225600s',
  '1,767,225,600',
  '１７６７２２５６００',
  '2026-01-01T00:00:00Z',
  'Thu, 01 Jan 2026 00:00:00 GMT',
  'Infinity',
  'NaN',
  'null',
  '0',
  '9'.repeat(400),
])('a timestamp is in whole seconds: %j is none, even when it is signed', (ts) => {
  expect(refusal({ ...signed({ ts }), toleranceSeconds: Number.MAX_VALUE })).toBe('invalid_timestamp');
});

test('an old callback with a fresh timestamp is refused: the timestamp is signed', () => {
  const later = SENT_AT_MS + 3_600_000;
  const headers = headersOf(VECTOR.id, String(later / 1000), VECTOR.signature);

  expect(refusal(callback({ headers, now: () => later }))).toBe('invalid_signature');
});

test('a callback under another id is refused: the id is signed', () => {
  const headers = headersOf('7f3c1b1e-5d1a-4d3e-9a53-0d8f5d2b6c11', VECTOR.sentAt, VECTOR.signature);

  expect(refusal(callback({ headers }))).toBe('invalid_signature');
});

// Headers

class MapLike {
  readonly #values: Map<string, string>;
  constructor(values: Record<string, string>) {
    this.#values = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  }
  get(name: string) {
    return this.#values.get(name.toLowerCase()) ?? null;
  }
}

const good = headersOf(VECTOR.id, VECTOR.sentAt, VECTOR.signature);
const inCase = (change: (name: string) => string) =>
  Object.fromEntries(Object.entries(good).map(([name, value]) => [change(name), value]));

test.each<[string, VerifyCallbackInput['headers']]>([
  ['Headers', new Headers(good)],
  ['the headers of a Request', new Request('https://your.app', { headers: good }).headers],
  ['a plain object', good],
  ['a plain object in small letters, as Node has it', inCase((name) => name.toLowerCase())],
  ['a plain object in capitals', inCase((name) => name.toUpperCase())],
  ['an object without a prototype', Object.assign(Object.create(null), good)],
  [
    'lists of one, as headersDistinct of Node',
    Object.fromEntries(Object.entries(good).map(([n, v]) => [n, [v]])),
  ],
  ['a Map', new Map(Object.entries(good))],
  ['a Map in small letters', new Map(Object.entries(inCase((name) => name.toLowerCase())))],
  ['something with get', new MapLike(good)],
  [
    'a Map of another realm',
    vm.runInNewContext('new Map(entries)', { entries: Object.entries(inCase((name) => name.toUpperCase())) }),
  ],
  [
    'other headers beside them, undefined ones too',
    { ...good, host: 'your.app', 'x-forwarded-for': undefined },
  ],
  ['an undefined double', { ...good, 'x-callback-id': undefined }],
])('headers may be %s', (_, headers) => {
  expect(refusal(callback({ headers }))).toBeUndefined();
});

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['a text', 'X-Callback-Id: 1'],
  ['a number', 1],
  ['empty', {}],
  ['empty Headers', new Headers()],
  ['an empty Map', new Map()],
  ['an empty list', []],
  ["Node's rawHeaders", Object.entries(good).flat()],
  ['a list of oddities', [1, null, undefined, 'ab', [], ['X-Callback-Id'], [Symbol('x'), 1], [{}, 2]]],
  [
    'a Map of oddities',
    new Map<unknown, unknown>([
      [Object.create(null), 1],
      [Symbol('x'), null],
    ]),
  ],
])('headers that are %s are missing', (_, headers) => {
  expect(refusal(callback({ headers: headers as never }))).toBe('missing_header');
});

test.each(Object.keys(good))('%s must be there, once, with a value', (name) => {
  const value = Reflect.get(good, name);
  for (const [odd, reason = 'missing_header'] of [
    [undefined],
    [''],
    [[]],
    [[value, value]],
    [null],
    [42],
    [{}],
    [[[value]]],
    [true],
  ] as [unknown, CallbackVerificationReason?][]) {
    expect(refusal(callback({ headers: { ...good, [name]: odd } as never }))).toBe(reason);
  }
  expect(refusal(callback({ headers: { ...good, [name.toLowerCase()]: value } }))).toBe('missing_header');
  const { [name]: _, ...others } = good as Record<string, string>;
  expect(refusal(callback({ headers: others }))).toBe('missing_header');
  expect(() => verifyCallback(callback({ headers: others }))).toThrow(name);
});

test('two signatures in one header are refused, however they are joined', () => {
  const wrong = `A${VECTOR.signature.slice(1)}`;
  for (const both of [
    `${VECTOR.signature}, ${VECTOR.signature}`,
    `${VECTOR.signature},${wrong}`,
    `${wrong} ${VECTOR.signature}`,
    `v1,${VECTOR.signature}`,
    `sha256=${VECTOR.signature}`,
  ])
    expect(refusal(callback({ headers: { ...good, 'X-Callback-Signature': both } }))).toBe(
      'invalid_signature',
    );

  const twice = new Headers(good);
  twice.append('x-callback-signature', VECTOR.signature);
  expect(refusal(callback({ headers: twice }))).toBe('invalid_signature');
});

test('two ids, or two times, in one header are refused', () => {
  const ids = new Headers(good);
  ids.append('x-callback-id', VECTOR.id);
  expect(refusal(callback({ headers: ids }))).toBe('invalid_signature');

  const times = new Headers(good);
  times.append('x-callback-timestamp', VECTOR.sentAt);
  expect(refusal(callback({ headers: times }))).toBe('invalid_timestamp');
});

// Signatures

test.each<[string, string]>([
  ['without its padding', VECTOR.signature.replace('=', '')],
  ['with padding of one more', `${VECTOR.signature}=`],
  ['in base64url', signature('x', '1', '').replaceAll('+', '-').replaceAll('/', '_')],
  ['in hex', Buffer.from(VECTOR.signature, 'base64').toString('hex')],
  ['with a blank before', ` ${VECTOR.signature}`],
  ['with a line break behind', `${VECTOR.signature}\n`],
  ['in small letters', VECTOR.signature.toLowerCase()],
  ['cut', VECTOR.signature.slice(0, 20)],
  ['longer', VECTOR.signature + VECTOR.signature],
  ['of nothing', '='],
  ['with a letter that looks alike', VECTOR.signature.replace('c', 'с')],
  ['with a zero', `${VECTOR.signature}\0`],
])('a signature is exactly base64, and not %s', (_, sig) => {
  expect(refusal(callback({ headers: { ...good, 'X-Callback-Signature': sig } }))).toBe('invalid_signature');
});

test('bits that base64 does not use can not be changed', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const last = alphabet.indexOf(VECTOR.signature.charAt(42));
  const bytes = Buffer.from(VECTOR.signature, 'base64');
  for (const unused of [1, 2, 3]) {
    const twin = `${VECTOR.signature.slice(0, 42)}${alphabet.charAt(last ^ unused)}=`;
    expect(Buffer.from(twin, 'base64').equals(bytes)).toBe(true); // the same bytes, for a decoder
    expect(refusal(callback({ headers: { ...good, 'X-Callback-Signature': twin } }))).toBe(
      'invalid_signature',
    );
  }
});

test('every bit of a signed message counts', () => {
  const flip = (text: string, bit: number): string => {
    const bytes = Buffer.from(text, 'latin1');
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return bytes.toString('latin1');
  };
  const bits = (text: string) => Array.from({ length: text.length * 8 }, (_, bit) => flip(text, bit));
  const inputs = [
    ...bits(VECTOR.body).map((body) => callback({ body: Buffer.from(body, 'latin1') })),
    ...bits(VECTOR.id).map((id) => callback({ headers: { ...good, 'X-Callback-Id': id } })),
    ...bits(VECTOR.signature).map((sig) => callback({ headers: { ...good, 'X-Callback-Signature': sig } })),
    ...bits(VECTOR.sentAt).map((ts) => callback({ headers: { ...good, 'X-Callback-Timestamp': ts } })),
    ...bits(Buffer.from(VECTOR.secret, 'base64').toString('latin1')).map((key) =>
      callback({ secret: Buffer.from(key, 'latin1').toString('base64') }),
    ),
  ];

  expect(inputs).toHaveLength((48 + 36 + 44 + 10 + 20) * 8);
  for (const input of inputs)
    expect(refusal({ ...input, toleranceSeconds: 1e12 })).toMatch(/^invalid_|^missing_/);
});

// Bodies

test.each<[string, VerifyCallbackInput['body']]>([
  ['a text', VECTOR.body],
  ['a Buffer', Buffer.from(VECTOR.body)],
  ['a Uint8Array', new TextEncoder().encode(VECTOR.body)],
  ['a part of a larger buffer', Buffer.from(`xx${VECTOR.body}yy`).subarray(2, 2 + VECTOR.body.length)],
  ['an ArrayBuffer', new Uint8Array(Buffer.from(VECTOR.body)).buffer],
  [
    'a Uint8Array of another realm, as in Jest',
    vm.runInNewContext('Uint8Array.from(b)', { b: Buffer.from(VECTOR.body) }),
  ],
  [
    'an ArrayBuffer of another realm',
    vm.runInNewContext('Uint8Array.from(b).buffer', { b: Buffer.from(VECTOR.body) }),
  ],
])('a body may be %s', (_, body) => {
  expect(verifyCallback(callback({ body })).payload).toEqual({
    id: 'task_1',
    status: 'failed',
    error: 'nsfw',
  });
});

test('a body of many bytes and letters is the same as text and as bytes', () => {
  const body = JSON.stringify({ id: 'task_1', error: 'Größe – 灯台 🗼 \u2028 \u0000'.repeat(5_000) });
  const input = signed({ body });

  expect(refusal(input)).toBeUndefined();
  expect(refusal({ ...input, body: Buffer.from(body) })).toBeUndefined();
});

test.each<[string, unknown]>([
  ['a parsed object', JSON.parse(VECTOR.body)],
  ['a parsed list', [1]],
  ['undefined', undefined],
  ['null', null],
  ['a number', 7],
  ['a promise of a text', Promise.resolve(VECTOR.body)],
  ['a String', new String(VECTOR.body)],
  ['a Blob', new Blob([VECTOR.body])],
  ['a stream', new Blob([VECTOR.body]).stream()],
])('%s is no raw body, and the message says how to get one', (_, body) => {
  expect(refusal(callback({ body: body as string }))).toBe('invalid_body');
  const call = () => verifyCallback(callback({ body: body as string }));
  expect(call).toThrow('express.raw(');
  expect(call).toThrow('await request.text()');
  expect(call).toThrow('Fastify');
});

test('a body that was parsed and written again is not the same body', () => {
  const body = '{ "id": "task_1", "status": "failed" }';
  const again = JSON.stringify(JSON.parse(body));

  expect(refusal({ ...signed({ body }), body: again })).toBe('invalid_signature');
  expect(() => verifyCallback({ ...signed({ body }), body: again })).toThrow('raw body');
});

test.each<[string, string | Uint8Array]>([
  ['empty', ''],
  ['no bytes', new Uint8Array()],
  ['words', 'completed'],
  ['half', '{"id":'],
  ['not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
])('a body that is signed but %s is an invalid body, and no SyntaxError', (_, body) => {
  expect(refusal(signed({ body }))).toBe('invalid_body');
});

// Attacks

test('an id with dots can not make a part of a genuine body the timestamp of an old callback', () => {
  const now = SENT_AT_MS + 30 * 86_400_000;
  const inner = '{"id":"task_1","status":"completed","images":[{"url":"https://evil.test"}]}';
  // A month ago RunAPI signed a body in which the attacker had a say, a prompt that came back for instance.
  const genuine = `{"prompt":".${now / 1000}.${inner}"}`;
  const sig = signature(VECTOR.id, VECTOR.sentAt, genuine);
  // The same bytes, cut elsewhere: a longer id, a fresh timestamp, a shorter body that is JSON.
  const id = `${VECTOR.id}.${VECTOR.sentAt}.{"prompt":"`;
  const body = `${inner}"}`;
  expect(signature(id, String(now / 1000), body)).toBe(sig); // the attack is real: the recipe alone lets it in

  expect(
    refusal({ body, headers: headersOf(id, String(now / 1000), sig), secret: VECTOR.secret, now: () => now }),
  ).toBe('invalid_signature');
});

test('however genuine bytes are cut into id, timestamp and body, only the genuine cut is verified', () => {
  const body = '.1767225600.{"a":1}.1767225601.[".1767225599."]';
  const sig = signature(VECTOR.id, VECTOR.sentAt, body);
  const text = `${VECTOR.id}.${VECTOR.sentAt}.${body}`;
  const dots = Array.from(text.matchAll(/\./g), ({ index }) => index);
  const verified: string[] = [];
  let tried = 0;
  for (const first of dots)
    for (const second of dots.filter((dot) => dot > first)) {
      const id = text.slice(0, first);
      const ts = text.slice(first + 1, second);
      const rest = text.slice(second + 1);
      expect(signature(id, ts, rest)).toBe(sig);
      tried++;
      const reason = refusal({
        body: rest,
        headers: headersOf(id, ts, sig),
        secret: VECTOR.secret,
        now: () => SENT_AT_MS,
      });
      if (reason === undefined || reason === 'invalid_body') verified.push(`${id}|${ts}`); // its signature was believed
    }

  expect(tried).toBe(28);
  expect(verified).toEqual([`${VECTOR.id}|${VECTOR.sentAt}`]);
});

test.each([
  'a.b',
  'a\nb',
  'a\r\nX-Callback-Timestamp: 1',
  'a b',
  'a\tb',
  'a\0b',
  'ä',
  '../x',
  'a,b',
  'a;b',
  '"a"',
])('an id with other than letters, digits, _ and - is refused, even when it is signed: %j', (id) => {
  expect(refusal(signed({ id }))).toBe('invalid_signature');
});

test('a signature over a key of another decoding is refused', () => {
  for (const key of [
    VECTOR.secret,
    Buffer.from(VECTOR.secret, 'hex'),
    Buffer.from(VECTOR.secret, 'utf16le'),
  ]) {
    const sig = createHmac('sha256', key)
      .update(`${VECTOR.id}.${VECTOR.sentAt}.${VECTOR.body}`)
      .digest('base64');
    expect(refusal(callback({ headers: { ...good, 'X-Callback-Signature': sig } }))).toBe(
      'invalid_signature',
    );
  }
});

/** The brief's own check, as an oracle. */
function genuine(input: VerifyCallbackInput): boolean {
  const { body, headers, secret } = input as { body: string; headers: typeof good; secret: string };
  const mac = Buffer.from(signature(headers['X-Callback-Id'], headers['X-Callback-Timestamp'], body, secret));
  const sig = Buffer.from(headers['X-Callback-Signature']);
  return mac.length === sig.length && timingSafeEqual(mac, sig);
}

test('nothing is verified that the secret did not sign, and nothing else is thrown', () => {
  const near = (text: string) =>
    fc.oneof(
      fc.constant(text),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .tuple(fc.nat(text.length), fc.nat(3), fc.string({ unit: 'binary', maxLength: 3 }))
        .map(([at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut)),
    );
  let verified = 0;
  fc.assert(
    fc.property(
      near(VECTOR.id),
      near(VECTOR.sentAt),
      near(VECTOR.body),
      near(VECTOR.signature),
      fc.constantFrom(VECTOR.secret, 'b3RoZXI='),
      fc.boolean(),
      (id, ts, body, sig, secret, resign) => {
        const headers = headersOf(id, ts, resign ? signature(id, ts, body, secret) : sig);
        const input = callback({ headers, body, secret });
        if (refusal(input) !== undefined) return;
        verified++;
        expect(genuine(input)).toBe(true);
        expect(ts).toMatch(/^\d{10}$/);
        expect(id).not.toContain('.');
        expect(Math.abs(Number(ts) - SENT_AT_MS / 1000)).toBeLessThanOrEqual(300);
      },
    ),
    { numRuns: 10_000 },
  );
  expect(verified).toBeGreaterThan(0);
}, 60_000);

test('whatever is passed for headers, body and secret, only a CallbackVerificationError is thrown', () => {
  const anything = fc.anything({
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
  });
  const oddHeaders = fc.oneof(
    anything,
    fc.dictionary(fc.constantFrom(...Object.keys(good), 'get', 'x-callback-id'), anything),
    fc.array(fc.tuple(fc.oneof(fc.constantFrom(...Object.keys(good)), anything), anything)),
    fc.array(fc.tuple(fc.constantFrom(...Object.keys(good)), anything)).map((entries) => new Map(entries)),
    fc.constant(good),
  );
  fc.assert(
    fc.property(
      oddHeaders,
      fc.oneof(anything, fc.constant(VECTOR.body)),
      fc.oneof(anything, fc.array(anything), fc.constant(VECTOR.secret)),
      fc.oneof(fc.constant(300), fc.double()),
      (headers, body, secret, toleranceSeconds) => {
        const input = {
          headers,
          body,
          secret,
          toleranceSeconds,
          now: () => SENT_AT_MS,
        } as VerifyCallbackInput;
        if (refusal(input) !== undefined) return;
        expect([headers, body, secret]).toEqual([good, VECTOR.body, VECTOR.secret]);
      },
    ),
    { numRuns: 10_000 },
  );
}, 120_000);

// Other runtimes

// test/core/crypto.test.ts compares the three with one another.
test.each([edge, browser])("the wire's vector comes out of every crypto", ({ hmacSha256 }) => {
  const key = Buffer.from(VECTOR.secret, 'base64');
  expect(hmacSha256(key, `${VECTOR.id}.${VECTOR.sentAt}.`, Buffer.from(VECTOR.body))).toBe(VECTOR.signature);
});

// Unwrapping

const taskBody = (task: object) => signed({ body: JSON.stringify(task) });

test('unwrapCallback gives the task, with fields that this version does not know', () => {
  const task = {
    id: 'task_1',
    status: 'completed',
    images: [{ url: 'https://cdn.test/1.png' }],
    billing: { c: 4 },
  };

  expect(unwrapCallback(taskBody(task))).toEqual({ id: VECTOR.id, timestamp: new Date(SENT_AT_MS), task });
  expect(unwrapCallback(callback()).task).toEqual({ id: 'task_1', status: 'failed', error: 'nsfw' });
});

test.each<[string, unknown]>([
  ['null', null],
  ['a text', 'task_1'],
  ['a list', [{ id: 'task_1', status: 'failed' }]],
  ['empty', {}],
  ['without an id', { status: 'failed' }],
  ['without a status', { id: 'task_1' }],
  ['pending', { id: 'task_1', status: 'pending' }],
  ['of a status that is not known', { id: 'task_1', status: 'moderated' }],
  ['completed without images', { id: 'task_1', status: 'completed' }],
  ['completed with no image', { id: 'task_1', status: 'completed', images: [] }],
  ['completed with an image without a URL', { id: 'task_1', status: 'completed', images: [{}] }],
])('unwrapCallback refuses a payload that is signed, but %s', (_, payload) => {
  const input = signed({ body: JSON.stringify(payload) });
  expect(refusal(input)).toBeUndefined();

  const error = thrownBy(() => unwrapCallback(input));
  expect(error).toBeInstanceOf(CallbackVerificationError);
  expect(error).toMatchObject({ reason: 'invalid_body', details: payload });
});

test('unwrapCallback verifies first', () => {
  for (const [input, reason] of [
    [callback({ body: `${VECTOR.body} ` }), 'invalid_signature'],
    [callback({ headers: {} }), 'missing_header'],
    [callback({ now: () => 0 }), 'timestamp_out_of_tolerance'],
    [callback({ secret: '' }), 'invalid_secret'],
  ] as const)
    expect(thrownBy(() => unwrapCallback(input))).toMatchObject({
      reason,
      name: 'CallbackVerificationError',
    });
});

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
