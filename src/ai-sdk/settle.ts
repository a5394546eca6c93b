import { AbortError, RunApiError, setMessage, withContext } from '@runapi.ai/core';
import { isOf, messageOf } from './thrown.js';

/** One picture of a call: the key that its task is made under, and the task once there is one. */
export interface Order {
  readonly key: string;
  taskId?: string;
  /** What a function of the caller's threw about it ended the call. */
  hasThrown?: boolean;
}

/** A call of `generateImage`, when all of its pictures are made or failed. */
export interface Outcome<Picture> {
  /** The key of the whole call. */
  readonly idempotencyKey: string;
  readonly orders: readonly Order[];
  /** In the order of `orders`. */
  readonly results: readonly PromiseSettledResult<Picture>[];
  readonly signal: { readonly aborted: boolean } | undefined;
  /** Where the picture to edit was uploaded to. */
  readonly uploaded: string | undefined;
}

interface Failure {
  readonly order: Order;
  readonly error: RunApiError;
}

/**
 * One picture that fails takes none of the others with it, since they are paid for: why it is missing is told beside them.
 * @throws when nothing was made, the caller gave up, or a function of theirs threw. The error names all tasks, and its
 *   `idempotencyKey` is the one of the whole call. It is always ours: the AI SDK would begin the call anew after some that
 *   are not, and so pay for it twice.
 */
export function settle<Picture>(outcome: Outcome<Picture>): { pictures: Picture[]; missing: string[] } {
  const { orders, results, signal } = outcome;
  const pictures = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failures = results.flatMap((result, index) => {
    const order = orders[index];
    return result.status === 'rejected' && order ? [{ order, error: ours(result.reason, order) }] : [];
  });
  const [first] = failures;
  const isUnfit = pictures.length === 0 || signal?.aborted || failures.some(hasThrown);
  if (first && isUnfit) throw failed(outcome, failures, first);
  return { pictures, missing: failures.map((failure) => whyMissing(failure, outcome)) };
}

/** What is not ours was not foreseen: without a task nobody knows whether there is one. */
const ours = (error: unknown, { key, taskId }: Order): RunApiError =>
  isOf(error, RunApiError)
    ? error
    : new RunApiError(`It ended in a way that was not foreseen: ${messageOf(error)}.`, {
        cause: error,
        ...(taskId ? { taskId } : { idempotencyKey: key, outcomeKnown: false }),
      });

const hasThrown = ({ order }: Failure): boolean => order.hasThrown === true;
const isAborted = ({ error }: Failure): boolean => error instanceof AbortError;
/** It may have made a task of which nobody knows. */
const isOpen = ({ error }: Failure): boolean => error.outcomeKnown === false;

function failed(outcome: Outcome<unknown>, failures: readonly Failure[], first: Failure): RunApiError {
  const { idempotencyKey, orders, signal } = outcome;
  const told =
    (signal?.aborted && failures.find(isAborted)) ||
    failures.find(hasThrown) ||
    failures.find(isOpen) ||
    first;
  const { error } = told;
  const open = failures.find(isOpen);
  Reflect.set(error, 'idempotencyKey', idempotencyKey);
  if (open) Reflect.set(error, 'outcomeKnown', false);
  if (orders.length > 1) setMessage(error, reworded(told, idempotencyKey, orders.length));
  const advice = otherTasks(orders, error.taskId);
  if (open && open !== told)
    advice.push(
      `More may have been made: repeat the call with ${named(idempotencyKey)} and n: ${orders.length}.`,
    );
  if (open) advice.push(...inPlaceOfBytes(outcome));
  return withContext(error, {}, advice.join(' '));
}

const named = (key: string): string => `idempotencyKey '${key}'`;

/** `run` says how its own call is repeated, and this one makes as many pictures as it is asked for. */
const reworded = ({ order, error }: Failure, key: string, count: number): string =>
  error.message.replace(named(order.key), () => `${named(key)} and n: ${count}`);

const inPlaceOfBytes = ({ uploaded }: Outcome<unknown>): string[] =>
  uploaded ? [`In place of the bytes, pass what they were uploaded as: ${uploaded}`] : [];

function otherTasks(orders: readonly Order[], taskId: string | undefined): string[] {
  const others = orders.flatMap((order) => (order.taskId === taskId ? [] : (order.taskId ?? [])));
  return others.length === 0 ? [] : [`Other tasks of this call, paid for as well: ${others.join(', ')}.`];
}

function whyMissing(failure: Failure, outcome: Outcome<unknown>): string {
  const { order } = failure;
  const what = order.taskId ? `task ${order.taskId}` : named(order.key);
  const why = reworded(failure, order.key, 1);
  const more = isOpen(failure) ? inPlaceOfBytes(outcome) : [];
  return [`One of ${outcome.orders.length} pictures is missing, ${what}: ${why}`, ...more].join(' ');
}
