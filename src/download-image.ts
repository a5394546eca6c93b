import { type DownloadOptions, download, type FetchBlob } from '@runapi.ai/core';
import { imageUrl } from './image-url.js';
import type { Image } from './types.js';

/**
 * Downloads a picture: its URL ends after 7 days. No API key is sent; passing faults are retried, as for every GET.
 * The type of the `Blob` is told by the picture's first bytes.
 *
 * ```ts
 * const blob = await downloadImage(result.images[0]);
 * ```
 * @throws NotFoundError when its URL has ended; InvalidResponseError for what is no picture (a gateway's page), or
 *   is larger than `maxBytes`; ValidationError for what is no image; or any other error of the SDK
 */
export async function downloadImage(
  image: Image | string,
  options: DownloadOptions = {},
): Promise<FetchBlob> {
  return download(imageUrl(image), options, async ({ contentType, chunks }) => {
    const parts: BlobPart[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    return new Blob(parts, { type: contentType });
  });
}
