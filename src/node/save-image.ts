import { DOWNLOAD_OPTIONS, type DownloadOptions, download, type IncomingPicture } from '@runapi.ai/core';
import { imageUrl } from '../image-url.js';
import type { Image } from '../types.js';
import { targetPath } from './target-path.js';
import { writeWhole } from './write-whole.js';

/** Options of `saveImage`: those of `downloadImage`, and `id`. */
export interface SaveImageOptions extends DownloadOptions {
  /** What `{id}` stands for in the path. @default the name of the image in its URL, without its extension */
  id?: string | undefined;
}

const SAVE_OPTIONS = { ...DOWNLOAD_OPTIONS, id: true } as const satisfies Record<
  keyof SaveImageOptions,
  true
>;

/** A picture on the disk. */
export interface SavedImage {
  /** Where it is: the path that was given, with `{id}` and `{ext}` filled in. */
  path: string;
  /** Its size. */
  bytes: number;
  /** Told by the first bytes: `image/jpeg`, `image/png` … */
  contentType: string;
}

/**
 * Downloads an image as `downloadImage` does, and saves it. The file is there whole or not at all, whatever happens
 * to the process: it is written beside its target, as `runapi-….part`, and renamed. The folder is made if it is
 * missing; a file that is there already is replaced, and keeps its permissions.
 *
 * ```ts
 * await saveImage(result.images[0], 'out/{id}.{ext}', { id: result.id });
 * ```
 * @param path may hold `{id}`, and `{ext}`: `jpg`, `png` … as the first bytes tell. For braces in a name,
 *   double them: `{{draft}}`
 * @throws what `downloadImage` throws, a ValidationError also for a path that is a folder, a device or the like, or holds `{other}`; or the
 *   system's error, such as ENOSPC, with the `path`
 */
export async function saveImage(
  image: Image | string,
  path: string,
  options: SaveImageOptions = {},
): Promise<SavedImage> {
  const url = imageUrl(image);
  const target = targetPath(path, url, options?.id);
  const saves: Promise<SavedImage>[] = [];
  try {
    const receive = ({ contentType, extension, chunks }: IncomingPicture) => {
      const save = writeWhole(target(extension), chunks).then((file) => ({ ...file, contentType }));
      saves.push(save);
      return save;
    };
    return await download(url, options, receive, SAVE_OPTIONS);
  } finally {
    await Promise.allSettled(saves); // a time limit and an abort don't wait for the temporary file to be removed
  }
}
