import { type ErrorFields, RunApiError } from './run-api-error.js';

/** One fault of the input. */
export interface ValidationIssue {
  /** Where: a name, or names joined by dots; `''` is the whole input. */
  readonly path: string;
  /** What is wrong there, and what to do. */
  readonly message: string;
}

/** Input that can't work: refused here, before anything was sent, or by the service (400, 422). Never retried. */
export class ValidationError extends RunApiError {
  static override readonly className: string = 'ValidationError';
  declare readonly name: 'ValidationError';
  /** Every fault that was found, not just the first. */
  readonly issues: readonly ValidationIssue[];

  constructor(
    message: string,
    fields: ErrorFields & { issues?: readonly ValidationIssue[] | undefined } = {},
  ) {
    super(message, fields);
    this.issues = fields.issues ?? [];
  }
}

/** 401, or no usable key at construction: connect an API key anew (https://runapi.ai/api_keys). */
export class AuthenticationError extends RunApiError {
  static override readonly className: string = 'AuthenticationError';
  declare readonly name: 'AuthenticationError';
}

/** 402: top up at https://runapi.ai/billing. */
export class InsufficientCreditsError extends RunApiError {
  static override readonly className: string = 'InsufficientCreditsError';
  declare readonly name: 'InsufficientCreditsError';
}

/** 403: the key may not do this. */
export class PermissionDeniedError extends RunApiError {
  static override readonly className: string = 'PermissionDeniedError';
  declare readonly name: 'PermissionDeniedError';
}

/** 404: no task with this id, or a wrong `baseUrl`. Of a picture's URL also 410: it has expired. */
export class NotFoundError extends RunApiError {
  static override readonly className: string = 'NotFoundError';
  declare readonly name: 'NotFoundError';
}

/** 409: this idempotency key was used before, with other input. Another picture takes a fresh key. */
export class ConflictError extends RunApiError {
  static override readonly className: string = 'ConflictError';
  declare readonly name: 'ConflictError';
}

/** 429, or a request that was not sent because an earlier 429 holds the client (without a `status` then). Wait `retryAfterMs`, then call again. */
export class RateLimitError extends RunApiError {
  static override readonly className: string = 'RateLimitError';
  declare readonly name: 'RateLimitError';
  /** How long the service asks to wait, in milliseconds; 1,000 when it did not say. */
  readonly retryAfterMs: number;

  constructor(message: string, fields: ErrorFields & { retryAfterMs?: number | undefined } = {}) {
    super(message, fields);
    this.retryAfterMs = fields.retryAfterMs ?? 1_000;
  }
}

/**
 * 503 or 455: the service is there but can't work now. It was retried already, unless the service asked for more than 60 s;
 * try again later.
 */
export class ServiceUnavailableError extends RunApiError {
  static override readonly className: string = 'ServiceUnavailableError';
  declare readonly name: 'ServiceUnavailableError';
  /** How long the service asks to wait, in milliseconds, when it said so. */
  declare readonly retryAfterMs?: number;

  constructor(message: string, fields: ErrorFields & { retryAfterMs?: number | undefined } = {}) {
    super(message, fields);
  }
}

/** Any other 5xx. It was retried already; try again later. */
export class ServerError extends RunApiError {
  static override readonly className: string = 'ServerError';
  declare readonly name: 'ServerError';
}

/** No answer came: no connection, or one that broke, after the retries. `cause` is what the runtime said. */
export class NetworkError extends RunApiError {
  static override readonly className: string = 'NetworkError';
  declare readonly name: 'NetworkError';
}

/** No whole answer within the limit, or a 408, after the retries. */
export class TimeoutError extends RunApiError {
  static override readonly className: string = 'TimeoutError';
  declare readonly name: 'TimeoutError';
}

/**
 * Your `signal` ended the call. `cause` is its reason. With a `taskId`, the task goes on at RunAPI: `wait(taskId)`. With
 * `outcomeKnown: false`, one may have been made: repeat with the same `idempotencyKey`.
 */
export class AbortError extends RunApiError {
  static override readonly className: string = 'AbortError';
  declare readonly name: 'AbortError';
}

/**
 * An answer that is not RunAPI's: not JSON, broken off, over 10 MiB, or a redirect elsewhere. Check `baseUrl` and proxies. Of a
 * picture: not an image, or larger than `maxBytes`.
 */
export class InvalidResponseError extends RunApiError {
  static override readonly className: string = 'InvalidResponseError';
  declare readonly name: 'InvalidResponseError';
}

/** A task that failed, as the service told it. Fields that it sent beyond these are kept. */
export interface FailedTask {
  readonly id: string;
  readonly status: 'failed';
  /** The service's reason. */
  readonly error?: string;
}

/**
 * The task failed. `details` is the task, with the service's reason. The same idempotency key gives this very task again:
 * another try is a new task, under a fresh key.
 */
export class TaskFailedError extends RunApiError {
  static override readonly className: string = 'TaskFailedError';
  declare readonly name: 'TaskFailedError';
  declare readonly taskId: string;
  /** The task. */
  declare readonly details: FailedTask;
}

/** The task was not final within `maxWaitMs`. It goes on at RunAPI: `textToImage.wait(taskId)`. */
export class TaskTimeoutError extends RunApiError {
  static override readonly className: string = 'TaskTimeoutError';
  declare readonly name: 'TaskTimeoutError';
  declare readonly taskId: string;
}

/**
 * Why a callback was refused: a header is missing; the timestamp is no number, or too far from now; the signature does not match
 * these bytes; the secret can't be used, which is your own configuration; the body was signed, but is not JSON.
 */
export type CallbackVerificationReason =
  | 'missing_header'
  | 'invalid_timestamp'
  | 'timestamp_out_of_tolerance'
  | 'invalid_signature'
  | 'invalid_secret'
  | 'invalid_body';

/**
 * A callback that is not to be trusted: answer 401, and log `reason`. Of `'invalid_secret'` answer 500: your own
 * configuration is wrong.
 */
export class CallbackVerificationError extends RunApiError {
  static override readonly className: string = 'CallbackVerificationError';
  declare readonly name: 'CallbackVerificationError';
  /** Which check failed. */
  readonly reason: CallbackVerificationReason;

  constructor(reason: CallbackVerificationReason, message: string, fields: ErrorFields = {}) {
    super(message, fields);
    this.reason = reason;
  }
}
