/** The beginning of a text, on one line and without control characters: safe in a message and in a terminal. */
export function excerpt(text: string, maxLength: number): string {
  const line = text
    .slice(0, maxLength * 4)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/**
 * A page, or a piece of one: what gateways answer in the service's place. Half a tag is enough, since what follows it in a message
 * may close it. Not every `<` is one: `no such tag <seed>` is a sentence.
 */
export const isHtml = (text: string): boolean =>
  /^\s*<|<\/[a-z]|<(!doctype|html|head|body|meta|link|style|script|title|div|span|h\d|p|a|img|table|form|center|hr|br|pre|b|i)\b/i.test(
    text,
  );
