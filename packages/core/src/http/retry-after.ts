/**
 * How long a `Retry-After` asks to wait, in milliseconds: seconds (RFC 9110 §10.2.3) or an HTTP date, which may
 * have passed already. `undefined` for anything else: negative, words, nothing.
 * @param date when the answer was made, on the clock of who asks to wait: this machine's may be hours away from it
 */
export function parseRetryAfter(
  value: string | null | undefined,
  date?: string | null | undefined,
): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), Number.MAX_SAFE_INTEGER);
  const until = parseHttpDate(text);
  return until === undefined ? undefined : Math.max(0, until - (parseHttpDate(date ?? '') ?? Date.now()));
}

/**
 * `Date.parse` takes almost anything, '-5' and 'May 5' too; an HTTP date begins with the day of the week. All three forms
 * are GMT (RFC 9110 §5.6.7), also the one that does not say so.
 */
function parseHttpDate(text: string): number | undefined {
  const at = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)
    ? Date.parse(text.replace(/( GMT)?$/, ' GMT'))
    : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
