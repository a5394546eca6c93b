/** What the sandbox itself needs to know of valid params. */
export interface TaskParams {
  readonly model: string;
  readonly prompt: string;
  readonly aspectRatio: AspectRatio;
  readonly format: 'jpeg' | 'png';
  /** The image to edit. */
  readonly sourceUrl: string | undefined;
  readonly callbackUrl: string | undefined;
}

export type AspectRatio = '21:9' | '16:9' | '4:3' | '1:1' | '3:4' | '9:16';

const RATIOS: readonly AspectRatio[] = ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16'];

/** Reads params that `validate` found nothing wrong with. */
export function readParams(input: Readonly<Record<string, unknown>>): TaskParams {
  const { aspect_ratio, output_format } = input;
  const text = (name: string): string | undefined => {
    const value = input[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    model: text('model') ?? '',
    prompt: text('prompt') ?? '',
    aspectRatio: RATIOS.find((ratio) => ratio === aspect_ratio) ?? '16:9', // the service's default
    format: output_format === 'png' ? 'png' : 'jpeg',
    sourceUrl: text('input_image') ?? text('source_image_url'),
    callbackUrl: text('callback_url'),
  };
}
