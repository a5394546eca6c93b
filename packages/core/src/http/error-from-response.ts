import {
  AuthenticationError,
  ConflictError,
  InsufficientCreditsError,
  InvalidResponseError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  ServerError,
  ServiceUnavailableError,
  TimeoutError,
  ValidationError,
  type ValidationIssue,
} from '../errors/classes.js';
import { type ErrorFields, RunApiError } from '../errors/run-api-error.js';
import { readErrorBody } from './error-body.js';
import { parseRetryAfter } from './retry-after.js';

/** What a 429 without a usable `Retry-After` is taken to ask for. */
const DEFAULT_RETRY_AFTER_MS = 1_000;

interface Facts extends ErrorFields {
  issues: readonly ValidationIssue[];
  retryAfterMs: number | undefined;
}
type MakeError = (message: string, facts: Facts) => RunApiError;

const invalid: MakeError = (message, { retryAfterMs: _, ...facts }) => new ValidationError(message, facts);
const unavailable: MakeError = (message, { issues: _, ...facts }) =>
  new ServiceUnavailableError(message, facts);
const limited: MakeError = (message, { issues: _, ...facts }) =>
  new RateLimitError(message, { ...facts, retryAfterMs: facts.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS });
const plain =
  (ErrorClass: new (message: string, fields: ErrorFields) => RunApiError): MakeError =>
  (message, { issues: _, retryAfterMs: __, ...facts }) =>
    new ErrorClass(message, facts);

/** The one place that knows what a status means, and what its reader can do. */
const BY_STATUS: Readonly<Record<number, readonly [make: MakeError, advice: string]>> = {
  400: [invalid, 'Mend the parameters; a repeat gets the same answer.'],
  401: [plain(AuthenticationError), 'Connect your API key anew: https://runapi.ai/api_keys.'],
  402: [plain(InsufficientCreditsError), 'Top up at https://runapi.ai/billing.'],
  403: [plain(PermissionDeniedError), 'This API key may not do that.'],
  404: [plain(NotFoundError), 'Check the id, and baseUrl if you set it.'],
  408: [plain(TimeoutError), 'Try again.'],
  409: [
    plain(ConflictError),
    'This idempotency key was used before with other input: use a fresh key for a new task.',
  ],
  422: [invalid, 'Mend the parameters; a repeat gets the same answer.'],
  429: [limited, 'Wait for retryAfterMs, then call again.'],
  455: [unavailable, 'The service is out for a moment: try again later.'],
  503: [unavailable, 'The service is out for a moment: try again later.'],
};

/** A request that was refused as it came can't have made a task. */
const isRefusal = (status: number): boolean =>
  status >= 400 && status < 500 && status !== 408 && status !== 455;

export interface ErrorResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** @param call how the call is named, such as `POST /api/v1/…` */
export function errorFromResponse(call: string, { status, headers, body }: ErrorResponse): RunApiError {
  const { message, code, issues } = readErrorBody(body);
  const [make, advice] = BY_STATUS[status] ?? otherwise(status);
  const requestId = headers.get('x-request-id') ?? undefined;
  const said = [message, ...issues.map(({ path, message }) => `${path} ${message}`.trim())]
    .filter(Boolean)
    .join('; ');
  const text = `${call} was answered ${status}${said ? `: ${said.replace(/\.$/, '')}` : ''}. ${advice}`;
  return make(requestId ? `${text} (request ${requestId})` : text, {
    status,
    code,
    requestId,
    taskId: headers.get('x-runapi-task-id') ?? undefined,
    outcomeKnown: isRefusal(status),
    details: body === '' ? undefined : body,
    issues,
    retryAfterMs: parseRetryAfter(headers.get('retry-after')),
  });
}

function otherwise(status: number): readonly [MakeError, string] {
  if (status >= 500) return [plain(ServerError), 'Try again later.'];
  if (status >= 400) return [plain(RunApiError), 'A repeat gets the same answer.'];
  return [
    plain(InvalidResponseError),
    'That is no answer of the API: is baseUrl the address that RunAPI itself names?',
  ];
}
