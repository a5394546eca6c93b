import { isLocalByDefault } from '@runapi.ai/core';
import { findFaults } from './find-faults.js';
import type { TextToImageParams } from './params.js';
import type { StandardSchemaV1 } from './standard-schema-v1.js';

/**
 * The rules that `create` and `run` check with, as a Standard Schema (https://standardschema.dev): hand it to the
 * web framework, form or RPC library that checks your request bodies. It is synchronous, and its value is the
 * input itself. Like a client without `baseUrl`, it lets URLs on this machine through when RUNAPI_BASE_URL is on it, too.
 */
export const textToImageParamsSchema: StandardSchemaV1<TextToImageParams> = {
  '~standard': { version: 1, vendor: 'runapi', validate },
};

function validate(value: unknown): StandardSchemaV1.Result<TextToImageParams> {
  const issues = findFaults(value, { allowLoopback: isLocalByDefault() });
  if (issues.length === 0) return { value: value as TextToImageParams }; // no faults, so it is one
  return { issues: issues.map(({ path, message }) => ({ path: path ? [path] : [], message })) };
}
