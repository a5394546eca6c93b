import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { textToImageParamsSchema } from '@runapi.ai/flux-kontext';
import { readCsv } from './read-csv.mjs';
import { readJsonl } from './read-jsonl.mjs';
import { UserError } from './user-error.mjs';

const DEFAULT_MODEL = 'flux-kontext-pro';
const FAULTS_SHOWN = 20;

/**
 * The params of every row, checked by the rules that `create` has, before anything costs.
 * @throws UserError with every row and column that is at fault
 */
export async function readInput(path) {
  const text = decode(await readFile(path), basename(path));
  const { rows, faults, rowName, columnName } = /\.csv$/i.test(path) ? readCsv(text) : readJsonl(text);
  for (const { row, params } of rows) {
    params.model ??= DEFAULT_MODEL;
    const { issues = [] } = await textToImageParamsSchema['~standard'].validate(params);
    for (const { path, message } of issues) faults.push({ row, column: path.map(String).join('.'), message });
  }
  if (faults.length > 0) throw new UserError(describe(basename(path), faults, rowName, columnName));
  if (rows.length === 0) throw new UserError(`${basename(path)} holds no prompts.`);
  return rows;
}

/** A prompt that was misread would be paid for. The byte order mark of a spreadsheet is left out. */
function decode(bytes, file) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${file} is not UTF-8. In a spreadsheet, save it as "CSV UTF-8".`);
  }
}

function describe(file, faults, rowName, columnName) {
  const lines = [...faults]
    .sort((one, two) => one.row - two.row)
    .slice(0, FAULTS_SHOWN)
    .map(({ row, column, message }) => {
      const where = column ? `, ${columnName} "${column}"` : '';
      return `  ${rowName} ${row}${where}: ${message}`;
    });
  if (faults.length > FAULTS_SHOWN) lines.push(`  … and ${faults.length - FAULTS_SHOWN} more`);
  return `${file} can't be run, and nothing was:\n${lines.join('\n')}`;
}
