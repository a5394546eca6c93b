import { hmacSha256, randomUUID } from '#crypto';
import { CallbackVerificationError } from '../errors/classes.js';
import { secretsOf } from './secrets.js';

/** What is signed, and with what. */
export interface SignCallbackInput {
  /** The exact body that is sent. */
  body: string | Uint8Array;
  /** The account's callback secret, base64. */
  secret: string;
  /** `X-Callback-Id`: letters, digits, `-` and `_`, else nobody verifies it; default a fresh UUID. */
  id?: string | undefined;
  /** Unix time in seconds, of which a fraction is cut off, or a `Date`; default now. */
  timestamp?: number | Date | undefined;
}

/**
 * The three headers that RunAPI sends with a callback, for tests and senders.
 * @throws CallbackVerificationError: `invalid_secret` when the secret is no base64, `invalid_body` when the body is
 * neither text nor bytes
 */
export function signCallback(input: SignCallbackInput): Record<string, string> {
  const [key] = secretsOf(input, '{ body, secret }');
  const { body, id = randomUUID(), timestamp = new Date() } = input;
  if (typeof body !== 'string' && !ArrayBuffer.isView(body)) {
    throw new CallbackVerificationError(
      'invalid_body',
      'The body must be what is sent: a string or Uint8Array.',
    );
  }
  const sentAt = String(Math.floor(timestamp instanceof Date ? timestamp.getTime() / 1000 : timestamp));
  return {
    'X-Callback-Id': id,
    'X-Callback-Timestamp': sentAt,
    'X-Callback-Signature': hmacSha256(key, `${id}.${sentAt}.`, body),
  };
}
