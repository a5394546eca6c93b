import { AbortError, RunApiError, withContext } from '@runapi.ai/core';

/** One picture of a call: the key that its task is made under, and the task once there is one. */
export interface Order {
  readonly key: string;
  taskId?: string;
}

/** A call of `generateImage`, as it is known when all of its pictures are made or failed. */
export interface Outcome<Picture> {
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
  const isUnfit = pictures.length === 0 || signal?.aborted || failures.some(({ error }) => !isOurs(error));
  if (failures.length > 0 && isUnfit) throw failed(outcome, failures);
  return { pictures, missing: failures.map((failure) => whyMissing(failure, orders.length)) };
}

const isOurs = (error: unknown): error is RunApiError => error instanceof RunApiError;
const isOpen = ({ error }: Failure): boolean => isOurs(error) && error.outcomeKnown === false;

function failed({ orders, signal, uploaded }: Outcome<unknown>, failures: readonly Failure[]): unknown {
  const told =
    (signal?.aborted && failures.find(({ error }) => error instanceof AbortError)) ||
    failures.find(({ error }) => !isOurs(error)) ||
    failures.find(isOpen) ||
    failures[0];
  const error = isOurs(told?.error) ? told.error : theirs(told);
  const isAnyOpen = failures.some(isOpen);
  const [first] = orders;
  Reflect.set(error, 'idempotencyKey', first?.key);
  if (isAnyOpen) Reflect.set(error, 'outcomeKnown', false);
  return withContext(
    error,
    {},
    [
      otherTasks(orders, error.taskId),
      isAnyOpen && orders.length > 1
        ? `For all of its pictures, repeat it with idempotencyKey '${first?.key}' and n: ${orders.length}.`
        : '',
      isAnyOpen && uploaded ? `In place of the bytes, pass what they were uploaded as: ${uploaded}` : '',
    ]
      .filter(Boolean)
      .join(' '),
  );
}

/** Of `onCreated` and `onUpdate`, which are the user's. */
function theirs(told: Failure | undefined): RunApiError {
  const { order, error } = told ?? {};
  return new RunApiError(
    `A function of yours threw: ${messageOf(error)}. Task ${order?.taskId} goes on: client.textToImage.wait('${order?.taskId}').`,
    { taskId: order?.taskId, cause: error },
  );
}

function otherTasks(orders: readonly Order[], taskId: string | undefined): string {
  const others = orders.flatMap((order) => (order.taskId && order.taskId !== taskId ? [order.taskId] : []));
  return others.length === 0 ? '' : `Other tasks of this call, paid for as well: ${others.join(', ')}.`;
}

const whyMissing = ({ order, error }: Failure, count: number): string =>
  `One of ${count} pictures is missing, ${order.taskId ? `task ${order.taskId}` : `idempotencyKey '${order.key}'`}: ${messageOf(error)}`;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
