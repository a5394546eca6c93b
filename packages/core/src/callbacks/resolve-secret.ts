import { readEnv } from '../env.js';
import { decodeSecrets } from './secrets.js';

/**
 * The secret that was passed, else the environment's (`NEW,OLD` while it is rotated: no base64 has a comma). It is
 * looked at before anything comes in: for receivers, which are made once and should fail then, and not at the first callback.
 * @throws CallbackVerificationError (`invalid_secret`)
 */
export function resolveSecret(given: string | readonly string[] | undefined): string | readonly string[] {
  const secret = given ?? readEnv('RUNAPI_CALLBACK_SECRET')?.split(',') ?? [];
  decodeSecrets(secret);
  return typeof secret === 'string' ? secret : [...secret];
}
