export type { SignCallbackInput } from '@runapi.ai/core/callbacks';
export { signCallback } from '@runapi.ai/core/callbacks';
export type { ConformanceCheck, MakeCallbackStore } from './callback-store-conformance.js';
export { callbackStoreConformance } from './callback-store-conformance.js';
export type { SandboxOptions } from './options.js';
export { createSandbox } from './sandbox.js';
export type {
  ListenOptions,
  Sandbox,
  SandboxAnswerFault,
  SandboxCall,
  SandboxCallback,
  SandboxCallbackFault,
  SandboxCallbackKind,
  SandboxChange,
  SandboxClientOptions,
  SandboxFault,
  SandboxRequest,
  SandboxServer,
  SandboxTask,
} from './types.js';
