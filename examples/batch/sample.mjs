import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { writeWhole } from './write-whole.mjs';

const SUBJECTS = ['A lighthouse', 'A night market', 'A mountain hut', 'A fishing boat', 'An old tram', 'A greenhouse', 'A stone bridge', 'A windmill', 'A row of bicycles', 'A library']; // biome-ignore format: a list
const PLACES = ['by the sea', 'in the rain', 'in deep snow', 'under a full moon', 'in a pine forest'];
const LIGHTS = ['at dawn', 'at noon', 'at dusk', 'lit by lanterns', 'in morning mist'];
const STYLES = ['watercolour', '1970s film photograph'];

/** So many different prompts. Not over what is there: the same command must go on with the same prompts. */
export async function makeSample(path, count) {
  if (existsSync(path)) return `${path} is there already, and stays as it is.`;
  const rows = Array.from({ length: count }, (_, index) => samplePrompt(index));
  await mkdir(dirname(path), { recursive: true });
  await writeWhole(path, extname(path).toLowerCase() === '.csv' ? toCsv(rows) : toJsonl(rows));
  return `Made ${count} sample prompts: ${path}`;
}

function samplePrompt(index) {
  const pick = (list, step) => list[Math.floor(index / step) % list.length];
  const styles = STYLES.length * LIGHTS.length * PLACES.length;
  const subject = pick(SUBJECTS, 1);
  const place = pick(PLACES, SUBJECTS.length);
  const light = pick(LIGHTS, SUBJECTS.length * PLACES.length);
  const style = pick(STYLES, SUBJECTS.length * PLACES.length * LIGHTS.length);
  const round = Math.floor(index / (SUBJECTS.length * styles));
  return `${subject} ${place} ${light}, ${style}${round === 0 ? '' : `, variation ${round + 1}`}`;
}

const toCsv = (prompts) =>
  `prompt,aspect_ratio\n${prompts.map((prompt) => `"${prompt.replaceAll('"', '""')}",4:3\n`).join('')}`;

const toJsonl = (prompts) =>
  prompts.map((prompt) => `${JSON.stringify({ prompt, aspect_ratio: '4:3' })}\n`).join('');
