/**
 * How long a `Retry-After` asks to wait, in milliseconds: seconds (RFC 9110 §10.2.3) or an HTTP date, which may
 * have passed already. `undefined` for anything else: negative, words, nothing.
 */
export function parseRetryAfter(
  value: string | null | undefined,
  nowMs: number = Date.now(),
): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), Number.MAX_SAFE_INTEGER);
  // `Date.parse` takes almost anything, '-5' and 'May' too; an HTTP date begins with the day of the week.
  // All three forms are GMT (RFC 9110 §5.6.7), also the one that does not say so.
  const date = /^[A-Z][a-z]+,? /.test(text) ? Date.parse(text.replace(/( GMT)?$/, ' GMT')) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
