import {
  CallbackVerificationError,
  type VerifyCallbackInput,
  verifyCallback,
} from '@runapi.ai/core/callbacks';
import { isFinal, readTask } from '../response.js';
import type { CompletedTextToImageResponse, FailedTextToImageResponse } from '../types.js';

/** A callback that RunAPI signed, with its task. */
export interface UnwrappedCallback {
  /** `X-Callback-Id`: store it, to handle each callback once. */
  id: string;
  /** When RunAPI sent it. */
  timestamp: Date;
  /** The final task, told apart by `status`. */
  task: CompletedTextToImageResponse | FailedTextToImageResponse;
}

/**
 * `verifyCallback`, and the payload as the task that it must be.
 * @throws CallbackVerificationError; with the reason `invalid_body` when it is signed, but no final task
 */
export function unwrapCallback(input: VerifyCallbackInput): UnwrappedCallback {
  const { id, timestamp, payload } = verifyCallback(input);
  const refuse = (fault: string) =>
    new CallbackVerificationError('invalid_body', `The callback is signed, but it ${fault}.`, {
      details: payload,
    });
  const task = readTask(payload, refuse);
  if (!isFinal(task)) throw refuse(`is not final: its status is ${JSON.stringify(task.status)}`);
  return { id, timestamp, task };
}
