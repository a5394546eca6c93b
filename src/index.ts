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
  RunApiError,
  ServerError,
  ServiceUnavailableError,
  TaskFailedError,
  TaskTimeoutError,
  TimeoutError,
  ValidationError,
  verifyCallback,
} from '@runapi.ai/core';
export { FluxKontextClient } from './client.js';
export { downloadImage } from './download-image.js';
export { textToImageParamsSchema } from './params/standard-schema.js';

// Types.

export type {
  Account,
  AccountBalance,
  AccountInfo,
  CallbackVerificationReason,
  ClientOptions,
  DownloadOptions,
  ErrorFields,
  FailedTask,
  FetchOptions,
  Files,
  FileUpload,
  HeadersLike,
  Logger,
  LogLevel,
  Poll,
  RequestOptions,
  UploadedFile,
  UploadOptions,
  UploadProgress,
  ValidationIssue,
  VerifiedCallback,
  VerifyCallbackInput,
} from '@runapi.ai/core';
export type { StandardSchemaV1 } from './params/standard-schema-v1.js';
export type { TextToImage } from './text-to-image.js';
export type {
  AspectRatio,
  CompletedTextToImageResponse,
  CreateOptions,
  FailedTextToImageResponse,
  FluxKontextModel,
  Image,
  OutputFormat,
  PendingTextToImageResponse,
  PollingOptions,
  RunOptions,
  TaskCreateResponse,
  TextToImageParams,
  TextToImageResponse,
} from './types.js';
