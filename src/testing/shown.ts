/** A value as an error shows it: `"0"` is a string, and `0` is a number. */
export const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value);
