/** Chinese and Japanese break between any two characters, but no line begins with a mark that closes. */
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const CLOSING = /[\p{Pe}\p{Pf}、。，．：；！？…ー々]/u;

/** The pieces that stay together: words with the space behind them, single ideographs. */
const piecesOf = (text: string): string[] => {
  const pieces: string[] = [];
  let before = ' ';
  for (const char of text) {
    const breaks = char !== ' ' && (before === ' ' || IDEOGRAPH.test(before) || IDEOGRAPH.test(char));
    if (pieces.length === 0 || (breaks && !CLOSING.test(char))) pieces.push(char);
    else pieces[pieces.length - 1] += char;
    before = char;
  }
  return pieces;
};

/**
 * Breaks a text into lines of at most `limit`, and cuts words that are longer than a line. What does not
 * fit into `mostLines` ends in an ellipsis; `isWhole` tells.
 */
export const wrap = (
  text: string,
  limit: number,
  mostLines: number,
  width: (text: string) => number,
): { lines: string[]; isWhole: boolean } => {
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text)) {
    if (lines.length > mostLines) break;
    if (line !== '' && width((line + piece).trimEnd()) > limit) {
      lines.push(line.trimEnd());
      line = '';
    }
    for (const char of width(piece.trimEnd()) > limit ? piece : [piece]) {
      if (line !== '' && width((line + char).trimEnd()) > limit) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += char;
    }
  }
  if (line !== '') lines.push(line.trimEnd());
  if (lines.length <= mostLines) return { lines, isWhole: true };

  const kept = lines.slice(0, mostLines);
  let last = kept.pop() ?? '';
  while (last !== '' && width(`${last}…`) > limit) last = [...last].slice(0, -1).join('').trimEnd();
  return { lines: [...kept, `${last}…`], isWhole: false };
};
