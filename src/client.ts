import { Account, type ClientOptions, createTransport, Files, resolveOptions } from '@runapi.ai/core';
import { name, version } from '../package.json';
import { TextToImage } from './text-to-image.js';

/**
 * Flux Kontext (Pro and Max) through RunAPI. Make one client and keep it: its requests share one queue, and one
 * rate limit.
 *
 * ```ts
 * const client = new FluxKontextClient(); // reads RUNAPI_API_KEY
 * const result = await client.textToImage.run({ model: 'flux-kontext-pro', prompt: 'A lighthouse at dawn' });
 * console.log(result.images[0].url);
 * ```
 */
export class FluxKontextClient {
  /** Pictures from a prompt, and edits of a picture. */
  readonly textToImage: TextToImage;
  /** Uploads a picture, and gives the URL for `input_image`. */
  readonly files: Files;
  /** Whose API key it is, and what is left. */
  readonly account: Account;

  /**
   * @throws AuthenticationError when there is no usable API key; ValidationError for any other option that can't
   *   be used (`baseUrl` by itself, once the others are right), and in a browser, where the key would be public
   */
  constructor(options: ClientOptions = {}) {
    const resolved = resolveOptions(options, { name, version });
    const send = createTransport(resolved);
    this.textToImage = new TextToImage(resolved, send);
    this.files = new Files(resolved, send);
    this.account = new Account(resolved, send);
  }
}
