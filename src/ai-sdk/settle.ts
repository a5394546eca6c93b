import { AbortError, RunApiError, withContext } from '@runapi.ai/core';

/** One picture of a call: the key that its task is made under, and the task once there is one. */
export interface Order {
  readonly key: string;
  taskId?: string;
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
  readonly error: unknown;
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
    return result.status === 'rejected' && order ? [{ order, error: result.reason }] : [];
  });
  const [first] = failures;
  const isUnfit = pictures.length === 0 || signal?.aborted || failures.some(isTheirs);
  if (first && isUnfit) throw failed(outcome, failures, first);
  return { pictures, missing: failures.map((failure) => whyMissing(failure, orders.length)) };
}

const isTheirs = ({ error }: Failure): boolean => !(error instanceof RunApiError);
const isAborted = ({ error }: Failure): boolean => error instanceof AbortError;
/** It may have made a task of which nobody knows. */
const isOpen = ({ error }: Failure): boolean => error instanceof RunApiError && error.outcomeKnown === false;

function failed(outcome: Outcome<unknown>, failures: readonly Failure[], first: Failure): unknown {
  const { idempotencyKey, orders, signal } = outcome;
  const told =
    (signal?.aborted && failures.find(isAborted)) ||
    failures.find(isTheirs) ||
    failures.find(isOpen) ||
    first;
  const error = told.error instanceof RunApiError ? told.error : theirs(told);
  const isAnyOpen = failures.some(isOpen);
  Reflect.set(error, 'idempotencyKey', idempotencyKey);
  if (isAnyOpen) Reflect.set(error, 'outcomeKnown', false);
  const advice = [...otherTasks(orders, error.taskId), ...(isAnyOpen ? howToRepeat(outcome) : [])];
  return withContext(error, {}, advice.join(' '));
}

/** `onCreated` and `onUpdate` are the user's. */
const theirs = ({ order: { taskId }, error }: Failure): RunApiError =>
  new RunApiError(
    `A function of yours threw: ${messageOf(error)}. Task ${taskId} goes on: client.textToImage.wait('${taskId}').`,
    { taskId, cause: error },
  );

function howToRepeat({ idempotencyKey, orders, uploaded }: Outcome<unknown>): string[] {
  const advice: string[] = [];
  if (orders.length > 1)
    advice.push(
      `For all of its pictures, repeat it with idempotencyKey '${idempotencyKey}' and n: ${orders.length}.`,
    );
  if (uploaded) advice.push(`In place of the bytes, pass what they were uploaded as: ${uploaded}`);
  return advice;
}

function otherTasks(orders: readonly Order[], taskId: string | undefined): string[] {
  const others = orders.flatMap((order) => (order.taskId === taskId ? [] : (order.taskId ?? [])));
  return others.length === 0 ? [] : [`Other tasks of this call, paid for as well: ${others.join(', ')}.`];
}

const whyMissing = ({ order, error }: Failure, count: number): string =>
  `One of ${count} pictures is missing, ${order.taskId ? `task ${order.taskId}` : `idempotencyKey '${order.key}'`}: ${messageOf(error)}`;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
