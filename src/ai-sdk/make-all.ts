import { RunApiError, withContext } from '@runapi.ai/core';

/**
 * Several pictures at once, each a task of its own. One that fails takes none of the others with it, since they are paid
 * for: its error is told beside them.
 * @param taskIds the tasks so far, in the end all of them
 * @throws the first error, when nothing was made or the caller gave up; it names the other tasks, too
 */
export async function makeAll<Picture>(
  count: number,
  make: (index: number) => Promise<Picture>,
  taskIds: readonly string[],
  signal: { readonly aborted: boolean } | undefined,
): Promise<{ pictures: Picture[]; errors: unknown[] }> {
  const outcomes = await Promise.allSettled(Array.from({ length: count }, (_, index) => make(index)));
  const pictures = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (errors.length > 0 && (pictures.length === 0 || signal?.aborted)) throw namingOthers(errors[0], taskIds);
  return { pictures, errors };
}

function namingOthers(error: unknown, taskIds: readonly string[]): unknown {
  const others = taskIds.filter((id) => !(error instanceof RunApiError && error.taskId === id));
  return others.length === 0
    ? error
    : withContext(error, {}, `Other tasks of this call, paid for as well: ${others.join(', ')}.`);
}
