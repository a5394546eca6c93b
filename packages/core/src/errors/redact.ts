/** A shorter secret (`test`) would be found in innocent text. No real key is that short. */
const MIN_SECRET_LENGTH = 6;
/** Deeper data would cost the stack; no answer of the service is. */
const MAX_DEPTH = 50;

/** A copy of plain data, a text for instance, without the secret. */
export type Redact = <T>(data: T) => T;

/** Finds the secret also as JSON, URLs and HTML spell it: who echoes a request may escape it in any of these ways. */
export function redactor(secret: string): Redact {
  if (secret.length < MIN_SECRET_LENGTH) return (data) => data;
  const pattern = new RegExp(Array.from(secret, spellings).join(''), 'gi');
  return (data) => redact(data, pattern, MAX_DEPTH);
}

/** How many backslashes and zeros is limited: a long row of them must not cost quadratic time. */
function spellings(char: string): string {
  const code = char.charCodeAt(0);
  const hex = code.toString(16); // two digits, as a key is made of printable characters
  const literal = char.replace(/\W/, '\\$&');
  return `(?:\\\\{0,4}${literal}|\\\\{1,4}(?:u00|x)${hex}|%${hex}|&#(?:0{0,5}${code}|x0{0,5}${hex});)`;
}

function redact<T>(value: T, pattern: RegExp, depth: number): T;
function redact(value: unknown, pattern: RegExp, depth: number): unknown {
  if (typeof value === 'string') return value.replace(pattern, '[redacted]');
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, pattern, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      redact(name, pattern, depth),
      redact(item, pattern, depth - 1),
    ]),
  );
}
