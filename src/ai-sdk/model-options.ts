import { checkRequestOptions, POLLING_OPTIONS } from '@runapi.ai/core';
import type { RunOptions } from '@runapi.ai/flux-kontext';
import { toValidationError } from '../params/to-validation-error.js';
import { runIssues } from '../run-issues.js';
import { placeOf } from './places.js';

/** Those of `run` that `generateImage` has no name for. */
export type ImageModelOptions = Pick<RunOptions, 'maxWaitMs' | 'pollIntervalMs' | 'onCreated' | 'onUpdate'>;

const IMAGE_MODEL_OPTIONS = { ...POLLING_OPTIONS, onCreated: true } as const satisfies Record<
  keyof ImageModelOptions,
  true
>;

/** @throws ValidationError that names what can't be used, and where it is passed if not here */
export function checkModelOptions(options: ImageModelOptions): void {
  const strays = Object.keys(Object(options)).flatMap((name) => {
    const place = name in IMAGE_MODEL_OPTIONS ? undefined : placeOf(name);
    return place ? [{ path: name, message: place }] : [];
  });
  if (strays.length > 0) throw toValidationError(strays);
  checkRequestOptions<RunOptions>(options, IMAGE_MODEL_OPTIONS, runIssues);
}
