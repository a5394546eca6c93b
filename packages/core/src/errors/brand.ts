/**
 * How `instanceof` is told across copies of this package: ESM beside CJS, two versions, another bundle.
 * `Symbol.for` is one symbol for the whole process, so every copy finds the brand that any copy wrote.
 */
const BRAND = Symbol.for('@runapi.ai/core/error');

/** A class of ours; `className` rather than `name`, since minifiers rename classes. */
export interface BrandedClass {
  readonly className: string;
  readonly prototype: object;
}

/**
 * Writes the names of an error's class and of all its ancestors into the error, out of sight. The class is not passed as
 * `new.target`: terser moves that into a function, where it is `undefined`.
 */
export function brand(error: object): void {
  const names: string[] = [];
  for (let type: unknown = error.constructor; isBranded(type); type = Object.getPrototypeOf(type)) {
    if (Object.hasOwn(type, 'className')) names.push(type.className);
  }
  Object.defineProperty(error, BRAND, { value: names });
}

/** Whether `value` is of `errorClass`, whichever copy of this package made it. */
export function isInstance(value: unknown, errorClass: BrandedClass): boolean {
  if (typeof value !== 'object' || value === null) return false;
  // A user's own subclass has no brand of its own; it is asked for in the ordinary way.
  if (!Object.hasOwn(errorClass, 'className'))
    return Object.prototype.isPrototypeOf.call(errorClass.prototype, value);
  const names: unknown = Reflect.get(value, BRAND);
  return Array.isArray(names) && names.includes(errorClass.className);
}

const isBranded = (type: unknown): type is BrandedClass =>
  typeof type === 'function' && typeof Reflect.get(type, 'className') === 'string';
