import { describe } from './params/describe.js';
import { parseHttpUrl } from './params/http-url.js';
import { toValidationError } from './params/to-validation-error.js';

/**
 * Where an image is: one of a result's `images`, or its URL.
 * @throws ValidationError that says what to pass in place of anything else
 */
export function imageUrl(image: unknown): URL {
  const given = urlOf(image);
  const url = typeof given === 'string' ? parseHttpUrl(given) : undefined;
  if (!url) throw fault(image, given);
  if (url.username || url.password) throw refuse('has a user name or password in its URL: fetch takes none');
  return url;
}

const urlOf = (image: unknown): unknown => (typeof image === 'string' ? image : field(image, 'url'));

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

function fault(image: unknown, given: unknown): Error {
  if (Array.isArray(image)) return refuse('takes one image, not an array: pass result.images[0]');
  if (Array.isArray(field(image, 'images')))
    return refuse('takes one image, not a whole result: pass result.images[0]');
  if (field(image, 'status') !== undefined)
    return refuse('takes an image, and this task has none yet: wait for it with client.textToImage.wait(id)');
  if (image instanceof URL) return refuse('takes a URL as a string: pass its href');
  if (given !== undefined) return refuse(`takes an absolute http or https URL, not ${describe(given)}`);
  return refuse(`takes an image, such as result.images[0], or its URL, not ${describe(image)}`);
}

const refuse = (message: string) => toValidationError([{ path: 'image', message }]);
