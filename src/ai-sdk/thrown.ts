/** Anything can be thrown: also what throws when it is looked at. */
export function messageOf(thrown: unknown): string {
  try {
    return isOf(thrown, Error) ? String(thrown.message) : String(thrown);
  } catch {
    return 'something that can not be read';
  }
}

/** `instanceof`, of anything. */
export function isOf<T>(thrown: unknown, type: abstract new (...args: never[]) => T): thrown is T {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}
