/** The beginning of a text, on one line and without control characters: safe in a message and in a terminal. */
export function excerpt(text: string, maxLength: number): string {
  const line = text
    .slice(0, maxLength * 4)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/** What begins as HTML does: what gateways answer in the service's place. */
export const isPage = (text: string): boolean => /^\s*</.test(text);

/**
 * A page, or a piece of one. Half a tag is enough, since what follows it in a message
 * may close it. Not every `<` is one: `no such tag <seed>` is a sentence.
 */
export const isHtml = (text: string): boolean =>
  isPage(text) ||
  /<\/[a-z]|<(!doctype|html|head|body|meta|link|style|script|title|div|span|p|h\d|a|img|table|tr|td|ul|ol|li|form|center|hr|br|pre|code|b|i|em|strong|font|svg|iframe)\b/i.test(
    text,
  );
