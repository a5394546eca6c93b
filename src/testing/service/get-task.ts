import { json, problem } from './answers.js';
import { billingOf } from './billing.js';
import type { Endpoint } from './layers.js';
import { lastSegment } from './router.js';
import { viewTask } from './task.js';
import type { Tasks } from './tasks.js';
import type { Clock } from './time/clock.js';

/** `GET …/text_to_image/{id}`: the task as it is now. */
export const getTask =
  (tasks: Tasks, clock: Clock): Endpoint =>
  ({ base, url }) => {
    const task = tasks.byId(lastSegment(url));
    if (!task) return problem(404, 'not_found', 'There is no task with this id.');
    return json(
      200,
      { ...viewTask(task, clock.now(), base), billing: billingOf(task.costCents) },
      { 'X-RunAPI-Task-Id': task.id },
    );
  };
