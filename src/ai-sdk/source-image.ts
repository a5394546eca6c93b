import type { CreateOptions, Files } from '@runapi.ai/flux-kontext';
import type { ImageModelFile } from './specification.js';

/** The URL of the picture to edit. One that is not on the net yet is uploaded, which costs nothing. */
export async function sourceImage(
  files: Files,
  file: ImageModelFile,
  { headers, signal }: Pick<CreateOptions, 'headers' | 'signal'>,
): Promise<string> {
  if (file.type === 'url') return file.url;
  const { data, mediaType } = file;
  const upload =
    typeof data === 'string'
      ? { source: { type: 'base64' as const, data } }
      : { file: new Blob([data as BlobPart], { type: mediaType }) };
  return (await files.create(upload, { headers, signal })).url;
}
