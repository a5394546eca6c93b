export {
  AbortError,
  AuthenticationError,
  CallbackVerificationError,
  ConflictError,
  InsufficientCreditsError,
  InvalidResponseError,
  NetworkError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  ServerError,
  ServiceUnavailableError,
  TaskFailedError,
  TaskTimeoutError,
  TimeoutError,
  ValidationError,
} from './errors/classes.js';
export { RunApiError } from './errors/run-api-error.js';
export { withContext } from './errors/with-context.js';

// Types.

export type { CallbackVerificationReason, FailedTask, ValidationIssue } from './errors/classes.js';
export type { ErrorFields } from './errors/run-api-error.js';
