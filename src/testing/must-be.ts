/** A check of what `call` was given: it throws an error that names what can't be, and shows it. */
export const mustBeIn =
  (call: string) =>
  (name: string, holds: boolean, what: string, value: unknown): void => {
    if (!holds) throw new RangeError(`${call}: ${name} must be ${what}; it is ${shown(value)}.`);
  };

/** `"0"` is a string, and `0` is a number. */
export const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value);
