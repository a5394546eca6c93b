import { issuesError, type ValidationError, type ValidationIssue } from '@runapi.ai/core';

/** All that is wrong with params, as one error. */
export const toValidationError = (issues: readonly ValidationIssue[], cause?: unknown): ValidationError =>
  issuesError(issues, 'Invalid parameters, nothing was sent', cause);
