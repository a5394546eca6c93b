import { parse } from 'csv-parse/sync';
import { UserError } from './user-error.mjs';

/** What is no text. A cell that can't be read as that goes on as it is, and is refused by the schema. */
const READ_CELL = {
  safety_tolerance: (text) => (/^\d+$/.test(text) ? Number(text) : text),
  enable_translation: readBoolean,
  enable_prompt_expansion: readBoolean,
  prompt_upsampling: readBoolean,
};

/** Rows are numbered as a spreadsheet does: the header is row 1. An empty cell is as if it was not there. */
export function readCsv(text) {
  const [header = [], ...records] = parseRecords(text);
  const columns = header.map((name) => name.trim());
  if (!columns.includes('prompt')) {
    throw new UserError(
      `It has no column "prompt" in row 1, which names the columns: ${columns.join(', ') || '(empty)'}`,
    );
  }
  const twice = columns.find((name, index) => name !== '' && columns.indexOf(name) !== index);
  if (twice) throw new UserError(`It has the column "${twice}" twice in row 1.`);
  const rows = [];
  const faults = [];
  records.forEach((cells, index) => {
    const row = index + 2;
    if (cells.length === 1 && cells[0].trim() === '') return; // an empty line
    if (cells.length < columns.length) {
      for (const column of columns.slice(cells.length)) faults.push({ row, column, message: 'is missing' });
    } else if (cells.length > columns.length) {
      const message = `has ${cells.length} columns, and row 1 has ${columns.length}. A prompt with a comma needs quotes: "…, …"`;
      faults.push({ row, column: '', message });
    } else rows.push({ row, params: toParams(columns, cells) });
  });
  return { rows, faults, rowName: 'row', columnName: 'column' };
}

function toParams(columns, cells) {
  const cellsByName = columns.map((name, index) => [name, cells[index].trim()]);
  return Object.fromEntries(
    cellsByName
      .filter(([name, cell]) => cell !== '' || name === 'prompt')
      .map(([name, cell]) => [name, READ_CELL[name]?.(cell) ?? cell]),
  );
}

function parseRecords(text) {
  try {
    return parse(text, { relax_column_count: true });
  } catch (error) {
    throw new UserError(`The CSV can't be read: ${error.message}`);
  }
}

function readBoolean(text) {
  if (/^(true|yes|1)$/i.test(text)) return true;
  return /^(false|no|0)$/i.test(text) ? false : text;
}
