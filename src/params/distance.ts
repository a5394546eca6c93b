/** No name is longer than this, and what is compared may be a text of any length. */
const LONGEST = 30;

/**
 * How many letters are to be changed, added or left out to make one word of the other (Levenshtein), row by row:
 * `row[j]` is the distance from what was read of `from` to the first `j` letters of `to`.
 */
export function distance(from: string, to: string): number {
  if (from.length > LONGEST) return Number.POSITIVE_INFINITY;
  const at = (row: readonly number[], j: number) => row[j] ?? 0;
  let above = Array.from(`${to} `, (_, j) => j);
  for (const letter of from) {
    const row = [at(above, 0) + 1];
    for (const [j, other] of [...to].entries()) {
      row.push(Math.min(at(row, j) + 1, at(above, j + 1) + 1, at(above, j) + Number(letter !== other)));
    }
    above = row;
  }
  return at(above, to.length);
}
