import { decodeBase64 } from '../crypto/base64.js';
import { CallbackVerificationError } from '../errors/classes.js';
import { tagOf } from '../errors/tag-of.js';

/**
 * The keys behind the `secret` of what was passed.
 * @param takes what should have been passed
 * @throws CallbackVerificationError (`invalid_secret`), also for body, headers and secret one after the other
 */
export function secretsOf(input: { secret: string | readonly string[] }, takes: string) {
  if (tagOf(input) === 'Object') return decodeSecrets(input.secret);
  throw new CallbackVerificationError('invalid_secret', `This takes one object: ${takes}.`);
}

/**
 * The keys behind the callback secret, or behind several of them while it is rotated.
 * @throws CallbackVerificationError (`invalid_secret`); an empty key would sign anything.
 */
export function decodeSecrets(secret: string | readonly string[]): [Uint8Array, ...Uint8Array[]] {
  if (!Array.isArray(secret)) return [decodeOne(secret)];
  const [first, ...others] = secret.map(decodeOne);
  return first ? [first, ...others] : refuse('there is none');
}

function decodeOne(secret: unknown): Uint8Array {
  if (typeof secret !== 'string') return refuse(`it is ${secret === null ? 'null' : typeof secret}`);
  const known = keys.get(secret);
  if (known) return known;
  const trimmed = secret.trim();
  if (trimmed === '') return refuse('it is empty');
  if (trimmed.startsWith('runapi_')) return refuse('it is the API key');
  const key =
    decodeBase64(trimmed) ?? refuse(trimmed.includes(',') ? 'several are an array here' : 'it is not base64');
  if (keys.size === 99) keys.clear();
  keys.set(secret, key);
  return key;
}

/** A process has one secret, or a few, and decoding one takes longer than all of the rest of a verification. */
const keys = new Map<string, Uint8Array>();

function refuse(why: string): never {
  throw new CallbackVerificationError(
    'invalid_secret',
    `The callback secret can't be used: ${why}. Pass it as RunAPI shows it (https://runapi.ai/accounts/callback_secret), for instance from RUNAPI_CALLBACK_SECRET.`,
  );
}
