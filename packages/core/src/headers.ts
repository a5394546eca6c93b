import type { ValidationIssue } from './errors/classes.js';

/** Headers that have an option of their own, or that the wire fixes; a second way to set them would be a trap. */
const OURS: Readonly<Record<string, string>> = {
  authorization: 'set the option apiKey instead',
  'idempotency-key': 'set the option idempotencyKey of the call instead',
  'x-client-request-id': 'set the option clientRequestId of the call instead',
  accept: 'the SDK sets it',
  'content-type': 'the SDK sets it',
  'content-length': 'the runtime sets it',
  host: 'the runtime sets it',
  // These belong to the connection (RFC 9110 §7.6.1); Node's fetch throws at most of them, as if the network had failed.
  connection: 'the runtime sets it',
  expect: 'the runtime sets it',
  'keep-alive': 'the runtime sets it',
  'transfer-encoding': 'the runtime sets it',
  upgrade: 'the runtime sets it',
};

/** What is wrong with headers that a user passed. An illegal value makes `fetch` throw, value and all. */
export function headerIssues(headers: unknown): ValidationIssue[] {
  if (headers === undefined) return [];
  if (typeof headers !== 'object' || headers === null || Symbol.iterator in headers) {
    return [{ path: 'headers', message: 'must be a plain object of names and values' }];
  }
  return Object.entries(headers).flatMap(([name, value]) => {
    const message = headerFault(name, value);
    return message ? [{ path: `headers.${JSON.stringify(name).slice(1, -1)}`, message }] : [];
  });
}

function headerFault(name: string, value: unknown): string | undefined {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return 'is no name that a header can have';
  const lower = name.toLowerCase();
  if (Object.hasOwn(OURS, lower)) return OURS[lower];
  if (typeof value !== 'string') return `must be a string, not ${value === null ? 'null' : typeof value}`;
  if (!isPrintableAscii(value))
    return 'holds a line break or another character that a header cannot carry (printable ASCII only)';
  return undefined;
}

const isPrintableAscii = (text: string): boolean => /^[\t\x20-\x7e]*$/.test(text);

/** Later ones win, whatever the case of their names. The first set itself, when nothing comes after it. */
export function mergeHeaders(
  first: Readonly<Record<string, string>>,
  ...others: readonly (Readonly<Record<string, string | undefined>> | undefined)[]
): Readonly<Record<string, string>> {
  if (!others.some(hasValue)) return first; // a poll has none of its own, and there are many
  const entries = [first, ...others]
    .flatMap((set) => Object.entries(set ?? {}))
    .filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(new Map(entries.map((entry) => [entry[0].toLowerCase(), entry])).values());
}

const hasValue = (set: object | undefined): boolean =>
  set !== undefined && Object.values(set).some((value) => value !== undefined);
