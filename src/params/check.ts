import { extraBodyFaults } from './extra-body.js';
import { findFaults } from './find-faults.js';
import type { TextToImageParams } from './params.js';
import { toValidationError } from './to-validation-error.js';

export interface CheckOptions {
  /** Whether URLs may point to this machine: so they may when the service runs here, too. */
  readonly allowLoopback: boolean;
}

/** Throws one ValidationError with all faults. Returns nothing: the params are sent as they were given. */
export function checkParams(
  params: unknown,
  extraBody: unknown,
  options: CheckOptions,
): asserts params is TextToImageParams {
  const faults = [...findFaults(params, options), ...extraBodyFaults(extraBody)];
  if (faults.length > 0) throw toValidationError(faults);
}
