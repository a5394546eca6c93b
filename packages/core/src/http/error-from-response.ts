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

interface Facts extends ErrorFields {
  issues: readonly ValidationIssue[] | undefined;
  retryAfterMs: number | undefined;
}
/** What a status is, what its reader can do, and what to say when the service said nothing. */
type Meaning = readonly [
  ErrorClass: new (message: string, facts: Facts) => RunApiError,
  advice: string,
  unsaid?: string,
];

const INVALID: Meaning = [ValidationError, 'Mend the parameters; a repeat gets the same answer.'];
const UNAVAILABLE: Meaning = [ServiceUnavailableError, 'Try again later.', 'the service is out for a moment'];

/** The one place that knows what a status means. */
const BY_STATUS: Readonly<Record<number, Meaning>> = {
  400: INVALID,
  401: [AuthenticationError, 'Connect your API key anew: https://runapi.ai/api_keys.'],
  402: [InsufficientCreditsError, 'Top up at https://runapi.ai/billing.'],
  403: [
    PermissionDeniedError,
    'Use another API key: https://runapi.ai/api_keys.',
    'this API key may not do that',
  ],
  404: [NotFoundError, 'Check the id, and baseUrl if you set it.'],
  408: [TimeoutError, 'Try again.'],
  409: [
    ConflictError,
    'The same input again gives its task; a new task takes a fresh key.',
    'this idempotency key was used before with other input',
  ],
  422: INVALID,
  429: [RateLimitError, 'Wait for retryAfterMs, then call again.'],
  455: UNAVAILABLE,
  503: UNAVAILABLE,
};

/** A request that was refused as it came can't have made a task. */
const isRefusal = (status: number): boolean =>
  status >= 400 && status < 500 && status !== 408 && status !== 455;

export interface ErrorResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
  readonly taskId?: string | undefined;
}

/**
 * @param call how the call is named, such as `POST /api/v1/…`
 * @param otherAdvice what its reader can do, where somebody else than RunAPI's API answered
 */
export function errorFromResponse(
  call: string,
  { status, headers, body, taskId }: ErrorResponse,
  otherAdvice?: string,
): RunApiError {
  const { message, code, issues } = readErrorBody(body);
  const meaning = BY_STATUS[status] ?? otherwise(status);
  const [ErrorClass, advice, unsaid] = meaning;
  const requestId = headers.get('x-request-id') ?? undefined;
  const all = [message, ...issues.slice(0, 20).map(({ path, message }) => `${path} ${message}`.trim())]
    .concat(issues.length > 20 ? `${issues.length - 20} more` : '')
    .filter(Boolean)
    .join('; ');
  const said = all || (otherAdvice === undefined && unsaid);
  const text = `${call} was answered ${status}${said ? `: ${said.replace(/\.$/, '')}` : ''}. ${otherAdvice ?? advice}`;
  return new ErrorClass(requestId ? `${text} (request ${requestId})` : text, {
    status,
    code,
    requestId,
    taskId,
    outcomeKnown: isRefusal(status),
    details: body === '' ? undefined : body,
    issues: meaning === INVALID ? issues : undefined,
    retryAfterMs:
      meaning === UNAVAILABLE || status === 429
        ? parseRetryAfter(headers.get('retry-after'), headers.get('date'))
        : undefined,
  });
}

function otherwise(status: number): Meaning {
  if (status >= 500) return [ServerError, 'Try again later.'];
  if (status >= 400) return [RunApiError, 'A repeat gets the same answer.'];
  return [
    InvalidResponseError,
    'That is no answer of the API: is baseUrl the address that RunAPI itself names?',
  ];
}
