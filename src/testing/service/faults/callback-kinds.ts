import type { SandboxCallbackKind } from '../../types.js';

/** How an attempt to call back can go wrong. */
export const CALLBACK_KINDS = Object.keys({
  duplicate: true,
  late: true,
  'bad signature': true,
  'rotated secret': true,
  none: true,
} satisfies Record<SandboxCallbackKind, true>) as SandboxCallbackKind[];
