import { checkNames } from './check-names.js';
import { mustBeIn } from './must-be.js';
import type { Service } from './service/service.js';
import { MAX_TIMER_MS } from './service/time/clock.js';
import { startPatience } from './service/time/patience.js';

/** Resolves with what a predicate gives, as soon as that is truthy. */
export const createWaitFor =
  (service: Service) =>
  async <T>(
    predicate: () => T,
    options: { timeoutMs?: number | undefined } = {},
  ): Promise<NonNullable<T>> => {
    mustBe('the predicate', typeof predicate === 'function', 'a function', predicate);
    checkNames('sandbox.waitFor', options, ['timeoutMs']);
    const { timeoutMs = 5_000 } = options;
    const isTime = typeof timeoutMs === 'number' && timeoutMs >= 0 && timeoutMs <= MAX_TIMER_MS;
    mustBe('timeoutMs', isTime, `milliseconds, 0 to ${MAX_TIMER_MS}`, timeoutMs);
    const patience = startPatience(timeoutMs);
    let leave = (): void => {};
    try {
      const found = new Promise<NonNullable<T>>((resolve, reject) => {
        const ask = (): void => {
          try {
            const answer = predicate();
            if (isPromise(answer)) throw new TypeError('sandbox.waitFor: the predicate must not be async.');
            if (answer) resolve(answer);
          } catch (error) {
            reject(error);
          }
        };
        leave = service.subscribe(ask);
        ask();
      });
      const late = patience.over.then(() => {
        throw new Error(`sandbox.waitFor: nothing matched within ${timeoutMs} ms. ${describe(service)}`);
      });
      return await Promise.race([found, late]);
    } finally {
      patience.stop();
      leave();
    }
  };

const mustBe = mustBeIn('sandbox.waitFor');

/** An async predicate gives a promise, which is always truthy. */
const isPromise = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'then' in answer && typeof answer.then === 'function';

function describe(service: Service): string {
  const tasks = service.tasks().map(({ id, status }) => `${id} ${status}`);
  const callbacks = service.callbacks().map(({ status, error }) => String(status ?? error ?? 'under way'));
  return [
    `Tasks: ${some(tasks)}.`,
    `Requests: ${service.requests().length}.`,
    `Callbacks: ${some(callbacks)}.`,
  ].join(' ');
}

const some = (texts: readonly string[]): string =>
  texts.length === 0
    ? 'none'
    : `${texts.slice(-5).join(', ')}${texts.length > 5 ? `, of ${texts.length}` : ''}`;
