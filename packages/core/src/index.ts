// For SDKs that are built on this package. Users import from their model package.

export { isLocalByDefault } from './base-url.js';
export { binaryKind } from './binary.js';
export { signCallback } from './callbacks/sign.js';
export { verifyCallback } from './callbacks/verify.js';
export {
  describe,
  didYouMean,
  guess,
  issuesError,
  plain,
  typeIssues,
  unknownIssues,
} from './check-options.js';
export { DOWNLOAD_OPTIONS, download } from './download/download.js';
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
export { redactor } from './errors/redact.js';
export { RunApiError } from './errors/run-api-error.js';
export { setMessage } from './errors/set-message.js';
export { withContext } from './errors/with-context.js';
export { encodeId } from './http/encode-id.js';
export { readErrorBody } from './http/error-body.js';
export { newIdempotencyKey } from './http/idempotency-key.js';
export { invalidResponse } from './http/invalid-response.js';
export { checkRequestOptions, REQUEST_OPTIONS, toCall } from './http/request.js';
export { createTransport } from './http/transport.js';
export { resolveOptions } from './options.js';
export { isPublicHost } from './public-host.js';
export { Account } from './resources/account.js';
export { Files } from './resources/files/files.js';
export { poll } from './task/poll.js';
export { POLLING_DEFAULTS, POLLING_OPTIONS, pollingIssues } from './task/polling-options.js';
export { deadlineIn, noDeadline } from './time/deadline.js';
export { untilAborted } from './time/until-aborted.js';

// Types.

export type { HeadersLike } from './callbacks/read-header.js';
export type { SignCallbackInput } from './callbacks/sign.js';
export type { VerifiedCallback, VerifyCallbackInput } from './callbacks/verify.js';
export type { Explain, OptionNames } from './check-options.js';
export type { IncomingPicture } from './download/attempt.js';
export type { DownloadOptions } from './download/download.js';
export type { CallbackVerificationReason, FailedTask, ValidationIssue } from './errors/classes.js';
export type { ErrorFields } from './errors/run-api-error.js';
export type { Call, Reply, Send } from './http/call.js';
export type { CreateRequestOptions, RequestOptions } from './http/request.js';
export type { Logger, LogLevel } from './log.js';
export type { ClientOptions, FetchOptions, PackageIdentity, ResolvedOptions } from './options.js';
export type { Fetch, FetchBlob, Signal } from './platform.js';
export type { AccountBalance, AccountInfo } from './resources/account.js';
export type { FileUpload, UploadedFile, UploadOptions, UploadProgress } from './resources/files/types.js';
export type { Poll, PollingOptions } from './task/polling-options.js';
export type { Deadline } from './time/deadline.js';
