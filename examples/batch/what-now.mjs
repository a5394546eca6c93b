import {
  AbortError,
  ConflictError,
  InsufficientCreditsError,
  InvalidResponseError,
  NetworkError,
  NotFoundError,
  RateLimitError,
  ServerError,
  ServiceUnavailableError,
  TaskFailedError,
  TaskTimeoutError,
  TimeoutError,
  ValidationError,
} from '@runapi.ai/flux-kontext';

const WHAT_NOW = [
  [TaskFailedError, 'final'], // a repeat would be a new task, and fail again
  [InsufficientCreditsError, 'create no more'],
  [TaskTimeoutError, 'later'], // it goes on at RunAPI: wait for it again when the rest is done
  [[NetworkError, TimeoutError, RateLimitError, ServiceUnavailableError, ServerError], 'pause'],
  [InvalidResponseError, 'pause'], // a gateway answered in place of RunAPI
  [[ValidationError, NotFoundError, ConflictError], 'next'], // about this picture alone
  [AbortError, 'stop'],
];

/** What an error means for the batch. What is not in the list (a wrong key, a full disk) ends it. */
export function whatNow(error) {
  const [, decision = 'stop'] =
    WHAT_NOW.find(([classes]) => [classes].flat().some((type) => error instanceof type)) ?? [];
  return decision;
}
