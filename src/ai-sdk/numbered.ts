/** One key is one task, so the second picture of a call needs another, and the same one when the call is repeated. */
export const numbered = (key: string, index: number): string => (index === 0 ? key : `${key}#${index + 1}`);
