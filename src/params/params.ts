/** The Flux Kontext models: `pro` for cost-effective production output, `max` for higher fidelity. */
export type FluxKontextModel = 'flux-kontext-pro' | 'flux-kontext-max';

/** Width to height. */
export type AspectRatio = '21:9' | '16:9' | '4:3' | '1:1' | '3:4' | '9:16';

/** File format of the picture. */
export type OutputFormat = 'jpeg' | 'png';

/**
 * What `textToImage.create` and `textToImage.run` take. With an `input_image` the call edits that picture,
 * without one it makes a new picture. Everything is checked before anything is sent.
 *
 * The names are the service's own and are sent as they stand here. "Brief" and "published" say where a fact
 * comes from: the product brief, or the service's published material.
 */
export interface TextToImageParams {
  /**
   * Which model draws. Required on every call: there is no default.
   *
   * Source: brief.
   */
  model: FluxKontextModel;

  /**
   * What the picture shows, or for an edit: what is to change. Required, and not blank.
   *
   * Source: brief.
   */
  prompt: string;

  /**
   * Width to height of the picture.
   *
   * Source: brief; the default: published.
   *
   * @default '16:9', set by the service
   */
  aspect_ratio?: AspectRatio | undefined;

  /**
   * File format of the picture.
   *
   * Source: brief.
   *
   * @default the service's choice
   */
  output_format?: OutputFormat | undefined;

  /**
   * The picture to edit: one absolute http(s) URL, a string, not an array. It turns the call into an edit.
   * A picture on your machine gets its URL from `client.files.create`; a URL that only your machine reaches is refused.
   *
   * Source: brief. Not together with `source_image_url`.
   */
  input_image?: string | undefined;

  /**
   * The service's newer name for `input_image`. It is sent under the name that you use.
   *
   * Source: published. Not together with `input_image`.
   */
  source_image_url?: string | undefined;

  /**
   * Whether the service translates the prompt to English first. `false` keeps the prompt as it is.
   *
   * Source: brief.
   *
   * @default true, set by the service
   */
  enable_translation?: boolean | undefined;

  /**
   * Where RunAPI POSTs the final state of the task, signed. It must be reachable from the public internet:
   * a callback to `localhost` or to a private address never arrives, so it is refused. While you develop,
   * use a tunnel (cloudflared, ngrok, tailscale funnel).
   *
   * Source: brief.
   */
  callback_url?: string | undefined;

  /**
   * How much the moderation lets pass: a whole number, 0 is the strictest. 0 to 6 for a new picture, 0 to 2
   * for an edit.
   *
   * Source: published.
   *
   * @default 2, set by the service
   */
  safety_tolerance?: number | undefined;

  /**
   * Whether the service enriches the prompt with more detail before it draws.
   *
   * Source: published. Not together with `prompt_upsampling`.
   *
   * @default false, set by the service
   */
  enable_prompt_expansion?: boolean | undefined;

  /**
   * The older name of `enable_prompt_expansion`.
   *
   * Source: published. Not together with `enable_prompt_expansion`.
   *
   * @default false, set by the service
   */
  prompt_upsampling?: boolean | undefined;

  /**
   * The watermark that the service puts on the picture.
   *
   * Source: published.
   *
   * @default no watermark
   */
  watermark?: string | undefined;

  /**
   * A switch that only older versions of the service know. New code leaves it out.
   *
   * Source: published.
   *
   * @default the service's choice
   */
  upload_cn?: boolean | undefined;
}
