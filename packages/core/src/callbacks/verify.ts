import { equalText, hmacSha256 } from '#crypto';
import { CallbackVerificationError, type CallbackVerificationReason } from '../errors/classes.js';
import { tagOf } from '../errors/tag-of.js';
import { type HeadersLike, readHeader } from './read-header.js';
import { secretsOf } from './secrets.js';

/** What came, and what it is checked with. */
export interface VerifyCallbackInput {
  /** The raw bytes of the request's body, as they came: not parsed, not parsed and stringified again. */
  body: string | Uint8Array | ArrayBuffer;
  /** `Headers`, a plain object in any letter case, or Node's `req.headers`. */
  headers: HeadersLike;
  /** The account's callback secret, base64; several while it is rotated: any of them may match. */
  secret: string | readonly string[];
  /** How far the callback's clock may be from ours, in seconds, either way. @default 300 */
  toleranceSeconds?: number | undefined;
  /** Milliseconds as `Date.now` gives them; for tests. */
  now?: (() => number) | undefined;
}

/** A callback that RunAPI signed. */
export interface VerifiedCallback {
  /** `X-Callback-Id`: store it, to handle each callback once. */
  id: string;
  /** When RunAPI sent it. */
  timestamp: Date;
  /** The parsed body. */
  payload: unknown;
}

/**
 * Checks that RunAPI signed exactly these bytes, lately. Synchronous: a forgotten `await` lets nothing in.
 * @throws CallbackVerificationError, with the `reason`: answer 401 then, and 500 for `'invalid_secret'`, your own configuration.
 */
export function verifyCallback(input: VerifyCallbackInput): VerifiedCallback {
  const keys = secretsOf(input, '{ body, headers, secret }'); // ours to get right, so it is looked at first, whatever came in
  const { headers, toleranceSeconds = 300, now = Date.now } = input;
  const body = rawBytes(input.body);
  const id = header(headers, 'X-Callback-Id');
  const sentAt = header(headers, 'X-Callback-Timestamp');
  const signature = header(headers, 'X-Callback-Signature');

  const timestamp = parseUnixSeconds(sentAt);
  // Written so that NaN is refused, too. Infinity would turn the check off, which nothing may do.
  const driftSeconds = Math.abs((typeof now === 'function' ? now() : Number.NaN) / 1000 - timestamp);
  if (!(driftSeconds <= toleranceSeconds && toleranceSeconds < Number.POSITIVE_INFINITY)) {
    refuse('timestamp_out_of_tolerance', `it was sent more than ${toleranceSeconds} s before or after now`);
  }
  // With a dot in the id, a part of a genuine body could pass for the timestamp, and an old one for a new one.
  if (!/^[\w-]+$/.test(id)) refuse('invalid_signature', 'X-Callback-Id holds characters that no id has');
  // `sentAt` as it was received: the signature is over those very characters.
  const matches = keys.map((key) => equalText(hmacSha256(key, `${id}.${sentAt}.`, body), signature));
  if (!matches.includes(true)) {
    refuse(
      'invalid_signature',
      "these bytes were not signed with this secret. Pass the raw body; or the secret is not this account's",
    );
  }
  return { id, timestamp: new Date(timestamp * 1000), payload: parseJson(body) };
}

function header(headers: HeadersLike, name: string): string {
  if (typeof headers !== 'object' || headers === null) refuse('missing_header', 'no headers were passed');
  return readHeader(headers, name) || refuse('missing_header', `${name} is missing, or there more than once`);
}

function rawBytes(body: unknown): string | Uint8Array {
  if (typeof body === 'string') return body;
  // Not `instanceof`: Jest runs tests in a realm of its own, whose Uint8Array is not the one that Buffer extends.
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const tag = tagOf(body);
  if (tag === 'ArrayBuffer') return new Uint8Array(body as ArrayBuffer);
  return refuse(
    'invalid_body',
    `the body must be the raw bytes (string or Uint8Array), and this ${/^(Object|Array)$/.test(tag) ? 'was parsed already' : `is of type ${tag}`}. Express: express.raw({ type: "*/*" }) on this route; Next.js: await request.text(); Fastify: a content type parser with parseAs: "buffer"`,
  );
}

/** Whole seconds and nothing else: no sign, blank, exponent, hex or milliseconds. */
function parseUnixSeconds(text: string): number {
  return /^[1-9]\d{0,10}$/.test(text)
    ? Number(text)
    : refuse('invalid_timestamp', 'X-Callback-Timestamp is not a time in Unix seconds');
}

/** Made once: that takes as long as all of the rest. */
let utf8: TextDecoder | undefined;

function parseJson(body: string | Uint8Array): unknown {
  try {
    utf8 ??= new TextDecoder('utf-8', { fatal: true });
    return JSON.parse(typeof body === 'string' ? body : utf8.decode(body));
  } catch (cause) {
    return refuse('invalid_body', 'the body is signed, but it is not JSON', cause);
  }
}

function refuse(reason: CallbackVerificationReason, why: string, cause?: unknown): never {
  throw new CallbackVerificationError(reason, `The callback is not to be trusted: ${why}.`, { cause });
}
