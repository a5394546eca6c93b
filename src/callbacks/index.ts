export { CallbackVerificationError, signCallback, verifyCallback } from '@runapi.ai/core/callbacks';
export { createCallbackHandler } from './handler.js';
export { memoryCallbackStore } from './memory-store.js';
export { toNodeListener } from './node-listener.js';
export { redisCallbackStore } from './redis-store.js';
export { unwrapCallback } from './unwrap.js';

// Types.

export type {
  CallbackVerificationReason,
  HeadersLike,
  SignCallbackInput,
  VerifiedCallback,
  VerifyCallbackInput,
} from '@runapi.ai/core/callbacks';
export type { CompletedTextToImageResponse, FailedTextToImageResponse, Image } from '../types.js';
export type { CallbackHandler } from './handler.js';
export type { CallbackEvent, CallbackHandlerOptions } from './handler-options.js';
export type { MemoryCallbackStoreOptions } from './memory-store.js';
export type { NodeListenerRequest, NodeListenerResponse } from './node-listener.js';
export type { IoRedisLike, NodeRedisLike, RedisLike } from './redis-client.js';
export type { RedisCallbackStoreOptions } from './redis-store.js';
export type { CallbackClaim, CallbackStore } from './store.js';
export type { UnwrappedCallback } from './unwrap.js';
