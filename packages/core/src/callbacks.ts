export { newToken } from './callbacks/new-token.js';
export { resolveSecret } from './callbacks/resolve-secret.js';
export { signCallback } from './callbacks/sign.js';
export { verifyCallback } from './callbacks/verify.js';
export { numberIssues, throwIssues, typeIssues, unknownIssues } from './check-options.js';
export { CallbackVerificationError } from './errors/classes.js';
export { createLog } from './log.js';
export { backoffMs } from './time/backoff.js';
export { startTimer } from './time/timer.js';

// Types.

export type { HeadersLike } from './callbacks/read-header.js';
export type { SignCallbackInput } from './callbacks/sign.js';
export type { VerifiedCallback, VerifyCallbackInput } from './callbacks/verify.js';
export type { CallbackVerificationReason } from './errors/classes.js';
export type { Logger } from './log.js';
export type { Fetch, FetchRequest, FetchResponse, Signal } from './platform.js';
