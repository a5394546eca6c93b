export { saveImage } from './save-image.js';

// Types.

export type { DownloadOptions } from '@runapi.ai/core';
export type { SavedImage, SaveImageOptions } from './save-image.js';
