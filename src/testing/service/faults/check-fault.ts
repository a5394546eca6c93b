import { mustBeIn } from '../../must-be.js';
import type { SandboxAnswerFault, SandboxCallbackFault, SandboxFault } from '../../types.js';
import { CALLBACK_KINDS } from './callback-kinds.js';

const mustBe = mustBeIn('sandbox.fail');

const NAMES = Object.keys({
  status: true,
  callback: true,
  times: true,
  retryAfter: true,
  delayMs: true,
  on: true,
  processed: true,
} satisfies Record<keyof SandboxAnswerFault | keyof SandboxCallbackFault, true>);
const CALLBACK_NAMES = Object.keys({
  callback: true,
  times: true,
} satisfies Record<keyof SandboxCallbackFault, true>);
const STATUSES: readonly unknown[] = ['network', 'timeout', 'slow', 'drop body', 'html'];
const CALLS: readonly unknown[] = ['create', 'get', 'files', 'account', 'image'];

/** A fault that can never happen would make a test pass that tests nothing: it is refused at once. */
export function checkFault(fault: SandboxFault): void {
  mustBe(
    'the fault',
    typeof fault === 'object' && fault !== null,
    'an object such as { status: 503 }',
    fault,
  );
  const [whose, names] =
    'callback' in fault ? ['each name beside callback', CALLBACK_NAMES] : ['each name', NAMES];
  const unknown = Object.keys(fault).find((name) => !names.includes(name));
  mustBe(whose, unknown === undefined, `one of ${names.join(', ')}`, unknown);
  const { times = 1 } = fault;
  mustBe('times', Number.isInteger(times) && times >= 1, 'a whole number, 1 or more', times);
  if ('callback' in fault) {
    mustBe('callback', CALLBACK_KINDS.includes(fault.callback), list(CALLBACK_KINDS), fault.callback);
    return;
  }
  const { status, on, delayMs, retryAfter } = fault;
  const isNumber = typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599;
  mustBe('status', isNumber || STATUSES.includes(status), `400 to 599, ${list(STATUSES)}`, status);
  mustBe('on', on === undefined || CALLS.includes(on), list(CALLS), on);
  mustBe('retryAfter', retryAfter === undefined || isNumber, 'with a number as status only', retryAfter);
  const isWait = typeof retryAfter !== 'number' || (Number.isFinite(retryAfter) && retryAfter >= 0);
  mustBe('retryAfter', isWait, 'seconds, 0 or more, or the header as a string', retryAfter);
  mustBe('delayMs', delayMs === undefined || status === 'slow', "with the status 'slow' only", delayMs);
  const isDelay = delayMs === undefined || (Number.isFinite(delayMs) && delayMs >= 0);
  mustBe('delayMs', isDelay, 'milliseconds, 0 or more', delayMs);
}

const list = (values: readonly unknown[]): string => values.map((value) => `'${String(value)}'`).join(', ');
