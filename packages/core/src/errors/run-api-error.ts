import { brand, isInstance } from './brand.js';
import { toPlain } from './to-plain.js';

/** The machine-readable facts of an error. What is not known is absent; nothing is invented. */
export interface ErrorFields {
  /** HTTP status of the answer. */
  status?: number | undefined;
  /** The service's own code, from the body; or the system's, such as `ECONNRESET`. */
  code?: string | undefined;
  /** `X-Request-Id` of the answer: what RunAPI's support asks for. */
  requestId?: string | undefined;
  /** The paid task that this is about. Go on with `textToImage.wait(taskId)`. */
  taskId?: string | undefined;
  /** The key of the create that failed. Repeat the call with it, and the same task comes back. */
  idempotencyKey?: string | undefined;
  /** Of a create: `false` when it may have made a task although no answer said so. */
  outcomeKnown?: boolean | undefined;
  /** The body of the answer, parsed where it is JSON. */
  details?: unknown;
  /** What was thrown underneath. */
  cause?: unknown;
}

/**
 * The base of every error of this SDK. `instanceof` works across copies of the package; `JSON.stringify`
 * gives all fields.
 */
export class RunApiError extends Error {
  /** @internal The name that stands in the brand; a minifier leaves it alone. */
  static readonly className: string = 'RunApiError';

  /** HTTP status of the answer, where there was one. */
  declare readonly status?: number;
  /** The service's own code, or the system's (`ECONNRESET`). */
  declare readonly code?: string;
  /** `X-Request-Id` of the answer. */
  declare readonly requestId?: string;
  /** The task that this is about. It was paid for: go on with `textToImage.wait(taskId)`. */
  declare readonly taskId?: string;
  /** The key of the create that failed. Repeat the call with it, and the same task comes back. */
  declare readonly idempotencyKey?: string;
  /**
   * On errors that leave a create: `false` when this call may have made a task although no answer said so (repeat
   * with the same `idempotencyKey`), `true` when it made none. What an earlier call with that key did is not known here.
   */
  declare readonly outcomeKnown?: boolean;
  /** The body of the answer, parsed where it is JSON. */
  declare readonly details?: unknown;

  constructor(message: string, fields: ErrorFields = {}) {
    const { cause, ...facts } = fields;
    super(message, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, 'name', {
      value: new.target.className,
      writable: true,
      configurable: true,
    });
    brand(this);
    for (const [name, value] of Object.entries(facts))
      if (value !== undefined) Reflect.set(this, name, value);
    // The stack's first line was written before the name was known.
    (Error as { captureStackTrace?: (error: object, above: unknown) => void }).captureStackTrace?.(
      this,
      new.target,
    );
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: the class on the right of `instanceof`, which may be a subclass
    return isInstance(value, this);
  }

  /** Name, message and every field, for logs. `cause` is flattened to its name, message and code. */
  toJSON(): Record<string, unknown> {
    const json: Record<string, unknown> = { name: this.name, message: this.message };
    Object.assign(json, this);
    if (this.cause !== undefined) json['cause'] = toPlain(this.cause);
    return json;
  }
}
