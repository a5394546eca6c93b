import { writeWhole } from './write-whole.mjs';

/** One page with every picture, and what became of the rest. It needs nothing but the folder it is in. */
export async function writeGallery(path, pictures) {
  await writeWhole(path, page(pictures));
  return path;
}

const page = (pictures) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<title>${pictures.filter(({ path }) => path).length} of ${pictures.length} pictures</title>
<style>
  :root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 1400px; padding: 24px; }
  h1 { font-size: 20px; }
  main { display: grid; gap: 20px; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); }
  figure { margin: 0; }
  img, .none { aspect-ratio: 4 / 3; border-radius: 6px; box-sizing: border-box; display: block; object-fit: contain; width: 100%; background: #8882; }
  .none { border: 1px dashed #888; display: grid; overflow: auto; padding: 12px; place-content: center; text-align: center; }
  .failed { border-color: #c33; }
  figcaption { margin-top: 6px; overflow-wrap: anywhere; }
  small { color: #777; }
</style>
<h1>${pictures.filter(({ path }) => path).length} of ${pictures.length} pictures</h1>
<main>
${pictures.map(figure).join('\n')}
</main>
</html>
`;

const figure = (picture) =>
  `<figure>${shown(picture)}<figcaption>${text(picture.prompt)} <small>${row(picture)}</small></figcaption></figure>`;

function shown({ path, prompt, failed, taskId }) {
  if (path) {
    const url = text(path.split('/').map(encodeURIComponent).join('/'));
    return `<a href="${url}"><img loading="lazy" src="${url}" alt="${text(prompt)}"></a>`;
  }
  if (failed) return `<div class="none failed">Failed: ${text(failed)}</div>`;
  return `<div class="none">${taskId ? 'Paid, and not fetched yet' : 'Not made yet'}</div>`;
}

const row = ({ row }) => (row === undefined ? 'no longer in the input' : `row ${row}`);

/** Prompts come from anywhere: they are text, and never markup. */
const text = (value) => String(value).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
