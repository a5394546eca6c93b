import { pollingIssues, typeIssues, type ValidationIssue } from '@runapi.ai/core';
import type { RunOptions } from './types.js';

/** What is wrong with the options that `run` has beyond those of a request. */
export const runIssues = (options: RunOptions): ValidationIssue[] => [
  ...pollingIssues(options),
  ...typeIssues('onCreated', options.onCreated, 'function'),
];
