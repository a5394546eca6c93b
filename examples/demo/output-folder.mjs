import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { saveImage } from '@runapi.ai/flux-kontext/node';

/** Where the pictures go. Their URLs end after 7 days, so they are saved at once. */
export function outputFolder(url) {
  const saved = [];
  return {
    async save(name, image) {
      const { path } = await saveImage(image, fileURLToPath(new URL(`${name}.{ext}`, url)));
      saved.push(path);
      return relative(process.cwd(), path);
    },
    list() {
      console.log(`\n${saved.length} pictures, to look at:`);
      for (const file of saved.sort()) console.log(`  ${file}`);
    },
  };
}
