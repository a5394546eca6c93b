import { inspect } from 'node:util';

/** Everything that a log, a console, an error tracker or an API answer could show of a value. */
export function everythingShownOf(value: unknown): string {
  const { message, stack, cause } = Object(value);
  return [
    String(value),
    message,
    stack,
    JSON.stringify(value),
    JSON.stringify({ ...Object(value), cause: undefined }),
    inspect(value),
    inspect(value, {
      showHidden: true,
      depth: 20,
      getters: true,
      maxStringLength: null,
      maxArrayLength: null,
    }),
    inspect(cause, { showHidden: true, depth: 20, getters: true }),
  ].join('\n');
}
