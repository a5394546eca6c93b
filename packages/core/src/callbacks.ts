export { signCallback } from './callbacks/sign.js';
export { verifyCallback } from './callbacks/verify.js';

// Types.

export type { HeadersLike } from './callbacks/read-header.js';
export type { SignCallbackInput } from './callbacks/sign.js';
export type { VerifiedCallback, VerifyCallbackInput } from './callbacks/verify.js';
