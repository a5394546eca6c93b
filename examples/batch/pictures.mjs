import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The pictures that are wanted, with what the journal knows of them. A picture is told by its params, and not by its row: rows may be
 * moved, added and taken away between two runs, and a prompt that was changed is another picture.
 */
export async function toPictures(rows, entries, out) {
  const seen = new Map();
  const wanted = rows.map(({ row, params }) => {
    const hash = hashOf(params);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    const id = count === 1 ? hash : `${hash}-${count}`; // the same prompt twice is two pictures
    return known({ id, row, params, prompt: params.prompt }, entries.get(id), out);
  });
  const ids = new Set(wanted.map(({ id }) => id));
  const others = [...entries]
    .filter(([id, { taskId }]) => !ids.has(id) && taskId) // paid for, although no row asks for it any more
    .map(([id, entry]) => known({ id, row: undefined, prompt: entry.prompt ?? '' }, entry, out));
  const all = [...wanted, ...others];
  // What is paid for comes first: its URL ends after 7 days.
  const todo = all.filter(({ path, failed }) => !path && !failed).sort((one, two) => rank(one) - rank(two));
  return { all, todo, describe: (input) => describe(input, wanted, others) };
}

const hashOf = (params) =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(params).sort(([one], [two]) => (one < two ? -1 : 1))))
    .digest('hex')
    .slice(0, 16);

function known(picture, entry = {}, out) {
  const { path, ...facts } = entry;
  const isThere = path !== undefined && existsSync(join(out, path)); // one that was deleted is fetched again
  return { ...picture, name: nameOf(picture), ...facts, ...(isThere && { path }) };
}

/** A file name that says what is on it. */
function nameOf({ id, prompt }) {
  const words = prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return `${[...words.join('-')].slice(0, 40).join('')}-${id}`;
}

const rank = ({ taskId, key }) => (taskId ? 0 : key ? 1 : 2);

function describe(input, wanted, others) {
  const count = (test) => wanted.filter(test).length;
  const parts = [
    [count(({ path }) => path), 'saved already'],
    [count(({ failed }) => failed), 'failed for good'],
    [count(({ path, failed, taskId }) => !path && !failed && taskId), 'paid and to be fetched'],
    [others.length, 'paid for prompts that are no longer in the input, and kept'],
  ];
  const facts = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return [`${wanted.length} prompts in ${input}`, ...facts].join('; ');
}

/** What a killed run was in the middle of saving. */
export async function removeParts(out) {
  const folder = join(out, 'pictures');
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (/^runapi-.*\.part$/.test(name)) await rm(join(folder, name));
}
