import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** Both pictures side by side. The page lies beside them, and needs nothing else. */
export async function writePage(path, { before, after, prompt }) {
  await writeFile(
    path,
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(prompt)}</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 1600px; padding: 24px; }
  main { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); }
  figure { margin: 0; }
  img { border-radius: 6px; display: block; width: 100%; }
  figcaption { margin-top: 6px; }
</style>
<h1>${text(prompt)}</h1>
<main>
<figure><img src="${url(before)}" alt="Before"><figcaption>Before</figcaption></figure>
<figure><img src="${url(after)}" alt="After"><figcaption>After</figcaption></figure>
</main>
</html>
`,
  );
}

const url = (path) => text(encodeURIComponent(basename(path)));

/** A prompt is text, and never markup. */
const text = (value) => value.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
