import {
  type CreateOptions,
  type Files,
  type TextToImageParams,
  textToImageParamsSchema,
} from '@runapi.ai/flux-kontext';
import { toValidationError } from '../params/to-validation-error.js';
import type { ImageModelFile } from './specification.js';

/**
 * Where the picture to edit is. One that is not on the net yet is uploaded, which costs nothing.
 * @throws ValidationError, before it is sent, for params that would be refused after it; or what an upload throws
 */
export async function sourceImage(
  files: Files,
  file: ImageModelFile,
  params: TextToImageParams,
  { headers, signal }: Pick<CreateOptions, 'headers' | 'signal'>,
): Promise<string> {
  if (file.type === 'url') return file.url;
  await checkBefore(params);
  return (await files.create(toUpload(file), { headers, signal })).url;
}

/** With some URL in place of the one that is not known yet. Whether a callback can come is for `run` to say. */
async function checkBefore(params: TextToImageParams): Promise<void> {
  const { validate } = textToImageParamsSchema['~standard'];
  const { issues = [] } = await validate({ ...params, input_image: 'https://runapi.ai/picture' });
  const faults = issues.map(({ message, path = [] }) => ({ message, path: path.join('.') }));
  const certain = faults.filter(({ path }) => path !== 'callback_url');
  if (certain.length > 0) throw toValidationError(certain);
}

function toUpload({ data, mediaType }: Extract<ImageModelFile, { type: 'file' }>) {
  if (typeof data === 'string') return { source: { type: 'base64' as const, data } };
  // What the AI SDK does not know it calls a PNG. Without a type `files` looks at the bytes, and refuses what is no picture.
  const isTold = mediaType !== 'image/png' && !mediaType.endsWith('/*');
  return { file: new Blob([data as BlobPart], isTold ? { type: mediaType } : {}) };
}
