export interface Block {
  /** In the page, from 1. */
  readonly line: number;
  /** What the comment above it says: the file that it is a part of, or `run`. */
  readonly source: string | undefined;
  readonly language: string;
  readonly code: string;
}

/** The code blocks of a Markdown page. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^(?:<!-- ([^\n]+) -->\n)?```(\w*)\n(.*?)^```$/gms)].map((match) => {
    const [, source, language = '', code = ''] = match;
    return { line: page.slice(0, match.index).split('\n').length, source, language, code };
  });
}

/** Whether these lines stand in the text, one after the other; they may be indented there as a whole. */
export function holds(text: string, code: string): boolean {
  const lines = text.split('\n');
  const wanted = code.trimEnd().split('\n');
  const first = wanted[0] ?? '';
  return lines.some((line, start) => {
    if (!line.endsWith(first)) return false;
    const indent = line.slice(0, line.length - first.length);
    if (indent.trim() !== '') return false;
    return wanted.every((one, index) => lines[start + index] === (one === '' ? '' : indent + one));
  });
}
