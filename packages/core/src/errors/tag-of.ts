/**
 * What the language calls a value: `Object` for a plain one and for an instance of a class of the caller's, `Module` for what
 * `import *` gives; `Map`, `Date`, `Promise`, `Error` and so on. Of any realm: Jest runs tests in one of its own.
 */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);
