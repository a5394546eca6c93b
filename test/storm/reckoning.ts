import { FluxKontextClient, RunApiError } from '@runapi.ai/flux-kontext';
import { findDoubled } from './books.js';
import { paramsOf } from './caller.js';
import type { Service } from './service.js';
import { type Breach, errorOf, type World } from './world.js';

/**
 * After the storm, callers do what the errors told them to: repeat the create whose outcome is open, with its key,
 * and wait on for the task that was named. Both must lead to the one task of the books.
 */
export async function repeatInTheCalm(
  { entries, tasks }: World,
  service: Service,
  baseUrl: string,
): Promise<{ repeated: number; breaches: Breach[] }> {
  const { textToImage } = new FluxKontextClient({ apiKey: 'key-of-the-calm', baseUrl, logLevel: 'off' });
  const taskOf = new Map(tasks.map((task) => [task.run, task]));
  const errors = entries.flatMap((entry) => {
    const error = errorOf(entry);
    return error ? [{ run: entry.run, error }] : [];
  });
  const open = errors.filter(
    ({ error }) => error.outcomeKnown === false && error.idempotencyKey !== undefined,
  );
  const named = errors.filter(({ error }) => error.taskId !== undefined);

  const repeats = open.map(async ({ run, error: { idempotencyKey } }): Promise<Breach[]> => {
    const { id } = await textToImage.create(paramsOf(run), { idempotencyKey });
    const made = taskOf.get(run)?.id ?? id;
    return made === id ? [] : [breach(run, `the repeat gave ${id}, and ${made} was made before`)];
  });
  const waits = named.map(async ({ run, error: { taskId = '' } }): Promise<Breach[]> => {
    const end = await textToImage.wait(taskId, { pollIntervalMs: 1 }).then(
      ({ status }) => status,
      (error: unknown) => (error instanceof RunApiError ? error.name : String(error)),
    );
    const expected = taskOf.get(run)?.end === 'failed' ? 'TaskFailedError' : 'completed';
    return end === expected ? [] : [breach(run, `the wait for ${taskId} ended in ${end}, not ${expected}`)];
  });

  const breaches = (await Promise.all([...repeats, ...waits])).flat();
  const doubled = findDoubled(service.tasks).filter(({ run }) => open.some((other) => other.run === run));
  const fresh = doubled.map(({ run, what }) => breach(run, `the repeat made a second task: ${what}`));
  return { repeated: open.length, breaches: [...breaches, ...fresh] };
}

const breach = (run: number | undefined, what: string): Breach => ({
  rule: 'not the same again',
  ...(run === undefined ? {} : { run }),
  what,
});
