export { signCallback, verifyCallback } from '@runapi.ai/core/callbacks';
export { CallbackVerificationError } from '@runapi.ai/core/errors';
export { unwrapCallback } from './unwrap.js';

// Types.

export type {
  HeadersLike,
  SignCallbackInput,
  VerifiedCallback,
  VerifyCallbackInput,
} from '@runapi.ai/core/callbacks';
export type { CallbackVerificationReason } from '@runapi.ai/core/errors';
export type { CompletedTextToImageResponse, FailedTextToImageResponse, Image } from '../types.js';
export type { UnwrappedCallback } from './unwrap.js';
