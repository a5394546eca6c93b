import { type Answer, answer } from '../support/answers.js';
import { BROKEN_FAULTS, type FaultName, HARMLESS_FAULTS, SILENT_FAULTS } from '../support/faults/index.js';
import type { Dice } from '../support/random.js';
import type { Step } from '../support/script.js';
import { KEEP_ALIVE, type Service } from './service.js';

/** What one request meets. */
export interface Gust {
  readonly name: string;
  readonly step: Step;
  /** It says something that no repeat would mend, so it may end a wait. */
  readonly isLasting: boolean;
}

type Blow = (dice: Dice, service: Service) => Gust;

const PAGE = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';
/** Odd ones: what comes is taken for a whole answer, and is a piece of one. A poll asks again. */
const GARBLING: readonly FaultName[] = ['half of a gzip', 'content-length too short'];

const sound: Blow = (_, { answer }) => ({ name: 'sound', step: { answer }, isLasting: false });

/** The service does its work, and then the answer meets with this. */
const struck =
  (names: readonly FaultName[], isLasting: boolean): Blow =>
  (dice, { answer }) => {
    const fault = dice.pick(names as [FaultName, ...FaultName[]]);
    return { name: fault, step: { fault, answer }, isLasting };
  };

/** Someone else answers: before the service heard of the request, or after its work. */
const refused =
  (instead: Answer, when: readonly [When, ...When[]] = ['before', 'after'], isLasting = false): Blow =>
  (dice, service) => {
    const isAfter = dice.pick(when) === 'after';
    return {
      name: `${nameOf(instead)}${isAfter ? ', work done' : ''}`,
      isLasting,
      step: {
        answer(request) {
          const { headers } = isAfter ? service.answer(request) : {};
          return { ...instead, headers: { ...headers, ...KEEP_ALIVE, ...instead.headers } };
        },
      },
    };
  };
type When = 'before' | 'after';

function nameOf({ status, body, headers }: Answer): string {
  const retryAfter = headers?.['Retry-After'];
  return `${status}${body === PAGE ? ' page' : ''}${retryAfter ? `, Retry-After: ${retryAfter}` : ''}`;
}

/** A rate limit stands before the work. */
const limited = (retryAfter?: string): Blow =>
  refused(
    answer(
      429,
      { error: 'Too many requests' },
      retryAfter === undefined ? {} : { 'Retry-After': retryAfter },
    ),
    ['before'],
  );

/** A date has whole seconds only, so it asks for up to one. */
const limitedUntil: Blow = (dice, service) => ({
  ...limited(new Date(Date.now() + 1_000).toUTCString())(dice, service),
  name: '429, Retry-After: a date',
});

const lasting = (status: number): Blow => refused(answer(status, { error: 'No' }), ['before'], true);
/** A 2xx that is no answer, or a redirect: whether the work was done stays open. */
const odd = (instead: Answer): Blow => refused(instead, ['before', 'after'], true);

/** How often what blows, by weight. */
export const FORECAST: readonly (readonly [weight: number, blow: Blow])[] = [
  [160, sound],
  [6, struck(HARMLESS_FAULTS, false)],
  [28, struck(BROKEN_FAULTS, false)],
  [12, struck(SILENT_FAULTS, false)],
  [2, struck(['100 before the answer'], false)],
  [6, struck(['the answer twice'], false)],
  [1, struck(GARBLING, false)],
  [0.3, struck(['an endless body'], true)],
  [3, refused(answer(408, { error: 'Too slow' }))],
  [3, refused(answer(455))],
  [3, refused(answer(500, { error: { code: 'oops', message: 'Oops' } }))],
  [3, refused(answer(502, PAGE, { 'Content-Type': 'text/html' }))],
  [3, refused(answer(503, 'upstream connect error'))],
  [2, refused(answer(503, '', { 'Retry-After': '0.05' }))],
  [2, refused(answer(504, PAGE, { 'Content-Type': 'text/html' }))],
  [2, limited('0.05')],
  [1, limited('0')],
  [0.3, limited()],
  [0.3, limitedUntil],
  [0.1, limited('3600')],
  ...[401, 402, 403, 404, 422].map((status) => [0.3, lasting(status)] as const),
  [0.4, odd(answer(200, PAGE, { 'Content-Type': 'text/html' }))],
  [0.4, odd(answer(202, {}))],
  [0.4, odd(answer(200))],
  [0.4, odd(answer(302, '', { Location: 'https://example.test/login' }))],
];
