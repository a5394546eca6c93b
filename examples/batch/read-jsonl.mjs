/** One JSON object in a line, with the params as they are; empty lines are passed over. */
export function readJsonl(text) {
  const rows = [];
  const faults = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '') return;
    const row = index + 1;
    const params = parse(line);
    if (params === null || typeof params !== 'object' || Array.isArray(params)) {
      faults.push({ row, column: '', message: 'is no JSON object such as {"prompt":"A lighthouse"}' });
    } else rows.push({ row, params });
  });
  return { rows, faults, rowName: 'line', columnName: 'field' };
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
