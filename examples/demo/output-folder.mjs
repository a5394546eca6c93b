import { mkdir, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the pictures go. Their URLs end after 7 days, so they are saved at once. */
export async function outputFolder(url) {
  await mkdir(url, { recursive: true });
  const saved = [];
  return {
    async save(name, image) {
      const response = await fetch(image.url);
      if (!response.ok) throw new Error(`${image.url} was answered ${response.status}`);
      const extension = response.headers.get('content-type') === 'image/png' ? 'png' : 'jpg';
      const file = fileURLToPath(new URL(`${name}.${extension}`, url));
      await writeFile(file, Buffer.from(await response.arrayBuffer()));
      saved.push(file);
      return relative(process.cwd(), file);
    },
    list() {
      console.log(`\n${saved.length} pictures, to look at:`);
      for (const file of saved.sort()) console.log(`  ${file}`);
    },
  };
}
