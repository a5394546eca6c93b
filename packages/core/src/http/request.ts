import {
  describe,
  type Explain,
  noOptions,
  type OptionNames,
  throwIssues,
  typeIssues,
  unknownIssues,
  unless,
} from '../check-options.js';
import type { ValidationIssue } from '../errors/classes.js';
import { headerIssues, mergeHeaders } from '../headers.js';
import { type FetchOptions, type ResolvedOptions, requestLimitIssues } from '../options.js';
import type { Signal } from '../platform.js';
import { type Deadline, noDeadline } from '../time/deadline.js';
import type { Call } from './call.js';

/** What a single call may have its own way. What is absent is as the client has it. */
export interface RequestOptions {
  /** Sent with this call's requests; they win over the client's of the same name. Refused are those that the client's `headers` refuses. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Limit of one HTTP attempt, headers and body, in milliseconds. @default the client's, 60_000 */
  timeoutMs?: number | undefined;
  /** How often a request is repeated after a passing fault. @default the client's, 2 */
  maxRetries?: number | undefined;
  /** Ends the call at once, with AbortError. */
  signal?: Signal | undefined;
  /** More of `fetch`'s options; they win over the client's, one by one, and never replace what the SDK sets. */
  fetchOptions?: FetchOptions | undefined;
  /** `X-Client-Request-Id`: your own id for this call, stored with the task. Printable ASCII, at most 512 characters. */
  clientRequestId?: string | undefined;
}

export const REQUEST_OPTIONS = {
  headers: true,
  timeoutMs: true,
  maxRetries: true,
  signal: true,
  fetchOptions: true,
  clientRequestId: true,
} as const satisfies Record<keyof RequestOptions, true>;

/** One that makes a task. */
export interface CreateRequestOptions extends RequestOptions {
  /**
   * The same key and the same input give the same task, so a repeat costs nothing, in another process too. That task may have
   * failed: another try takes a fresh key. Other input under the key is a ConflictError.
   * Printable ASCII, at most 512 characters. @default a fresh UUID for each call
   */
  idempotencyKey?: string | undefined;
}

interface Request {
  readonly method: Call['method'];
  readonly path: string;
  readonly body?: string;
  readonly isRepeatable?: boolean;
  readonly deadline?: Deadline;
  /** In place of the option's. */
  readonly maxRetries?: number;
  readonly onSent?: () => void;
}

/**
 * @param names the options that the call takes
 * @param explain what to say of names that it does not take, where more is known than which name is near
 * @throws ValidationError that names every option that can't be used; nothing was sent then.
 */
export function checkRequestOptions<Options extends CreateRequestOptions>(
  options: Options,
  names: OptionNames,
  moreIssues?: (options: Options) => ValidationIssue[],
  explain?: Explain,
): void {
  throwIssues(noOptions(options));
  throwIssues([
    ...unknownIssues(options, names, 'option', '', explain),
    ...requestLimitIssues(options),
    ...headerIssues(options.headers),
    ...typeIssues('fetchOptions', options.fetchOptions, 'object'),
    ...idIssues('clientRequestId', options.clientRequestId),
    ...idIssues('idempotencyKey', options.idempotencyKey),
    ...unless(
      options.signal === undefined || typeof options.signal?.addEventListener === 'function',
      'signal',
      'must be an AbortSignal, such as controller.signal',
    ),
    ...(moreIssues?.(options) ?? []),
  ]);
}

function idIssues(path: string, id: unknown): ValidationIssue[] {
  if (id === undefined) return [];
  if (typeof id !== 'string' || !/^[ -~]{1,512}$/.test(id) || id !== id.trim()) {
    const given = typeof id === 'string' ? `${id.length} characters` : describe(id);
    const message = `must be a string of 1 to 512 printable ASCII characters, without blanks around them, not ${given}`;
    return [{ path, message }];
  }
  // `order-${orderId}` without an orderId: two customers would share a task.
  const isMissing = /(^|[^A-Za-z\d])(undefined|null|NaN)$|\[object \w+\]$/.test(id);
  return unless(
    !isMissing,
    path,
    'ends with what stands for nothing (undefined, null, NaN, an object): what it was made of is missing',
  );
}

/** A call with everything decided, from options that were checked. */
export function toCall(client: ResolvedOptions, request: Request, options: CreateRequestOptions): Call {
  // Only what makes a task carries the key: a poll of `run` has the same options, and is no create.
  const idempotencyKey = request.method === 'POST' ? options.idempotencyKey : undefined;
  return {
    method: request.method,
    path: request.path,
    body: request.body,
    headers: mergeHeaders(client.headers, options.headers, {
      'Content-Type': request.body === undefined ? undefined : 'application/json',
      'Idempotency-Key': idempotencyKey,
      'X-Client-Request-Id': options.clientRequestId,
    }),
    idempotencyKey,
    isRepeatable: request.isRepeatable,
    fetchOptions: options.fetchOptions,
    timeoutMs: options.timeoutMs ?? client.timeoutMs,
    maxRetries: request.maxRetries ?? options.maxRetries ?? client.maxRetries,
    deadline: request.deadline ?? noDeadline,
    signal: options.signal,
    onSent: request.onSent,
    onAnswer: undefined, // so that the copy that `timed` makes keeps its shape: one more name costs a microsecond
    attempt: 1,
  };
}
