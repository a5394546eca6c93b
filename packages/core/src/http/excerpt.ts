/** The beginning of a text, on one line and without control characters: safe in a message and in a terminal. */
export function excerpt(text: string, maxLength: number): string {
  const line = text
    .slice(0, maxLength * 4)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/** A page, or a piece of one: what gateways answer in the service's place. Takes linear time, whatever the text. */
export function isHtml(text: string): boolean {
  const openTag = text.search(OPEN_TAG);
  return /^\s*<|<\/[a-z][\w-]*\s*>/i.test(text) || (openTag >= 0 && text.includes('>', openTag));
}

/** Without its end: looking for that from each of many open tags would take quadratic time. */
const OPEN_TAG =
  /<(!doctype|html|head|body|meta|link|style|script|title|div|span|p|h\d|a|img|table|tr|td|ul|ol|li|form|center|hr|br|pre|code|b|i|em|strong|font|svg|iframe)\b/i;
