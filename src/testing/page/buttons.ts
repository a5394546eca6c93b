import { json, problem } from '../service/answers.js';
import type { Desk } from './desk.js';
import { PATHS } from './paths.js';

const MAX_REASON = 1_000;

type Button = (desk: Desk, taskId: string, reason: string | undefined) => unknown;

const buttons: Record<string, Button | undefined> = {
  finish: (desk, taskId) => desk.finish(taskId),
  fail: (desk, taskId, reason) => desk.failTask(taskId, reason),
  redeliver: (desk, taskId) => desk.redeliver(taskId),
};

/** `POST /_sandbox/tasks/{id}/{button}`. What the sandbox refuses, such as to finish twice, is the message of a 409. */
export async function pressButton(desk: Desk, pathname: string, request: Request): Promise<Response> {
  const [taskId = '', name = '', ...rest] = pathname.slice(PATHS.tasks.length).split('/');
  const press = Object.hasOwn(buttons, name) && rest.length === 0 ? buttons[name] : undefined;
  if (!press) return problem(404, 'not_found', `There is no button at ${pathname}.`);
  try {
    await press(desk, taskId, readReason(await request.text()));
    return json(200, {});
  } catch (error) {
    return problem(409, 'not_possible', error instanceof Error ? error.message : String(error));
  }
}

/** The body is the reason itself, as text. */
const readReason = (text: string): string | undefined => text.trim().slice(0, MAX_REASON) || undefined;
