/** Whether two bodies say the same, whatever the order of their names. */
export const isSameInput = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

export const canonical = (input: unknown): string =>
  JSON.stringify(input, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
