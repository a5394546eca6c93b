import type { Task } from './service.js';
import { type Breach, errorOf, idOf, resultOf, type World } from './world.js';

/** A caller who wants one picture pays for one. */
export function findDoubled(tasks: readonly Task[]): Breach[] {
  const first = new Map<number, Task>();
  return tasks.flatMap((task) => {
    const { run, id, key } = task;
    const other = first.get(run);
    if (other === undefined) first.set(run, task);
    return other ? [{ rule: 'doubled', run, what: `${other.id} (${other.key}) and ${id} (${key})` }] : [];
  });
}

/** Each task is known to its caller: by its id, or by the key of a create whose outcome is open. */
export function findLost({ tasks, entries }: World): Breach[] {
  const known = new Set<unknown>();
  for (const entry of entries) {
    const error = errorOf(entry);
    known.add(idOf(resultOf(entry))).add(error?.taskId);
    if (error?.outcomeKnown === false) known.add(error.idempotencyKey);
  }
  known.delete(undefined);
  return tasks.flatMap(({ id, key, run }) =>
    known.has(id) || known.has(key) ? [] : [{ rule: 'lost', run, what: `nobody knows of ${id}` }],
  );
}
