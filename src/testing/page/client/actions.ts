import { PATHS } from '../paths.js';
import { byId, setText } from './dom.js';

export type Action = 'finish' | 'fail' | 'redeliver';

const DONE: Record<Action, string> = {
  finish: 'Finished.',
  fail: 'Failed, as you asked.',
  redeliver: 'The callback was sent again.',
};

/** Does it, and says below the buttons what came of it. */
export async function act(action: Action, taskId: string, reason = ''): Promise<void> {
  const outcome = byId('outcome', HTMLParagraphElement);
  setText(outcome, '');
  try {
    const answer = await fetch(`${PATHS.tasks}${taskId}/${action}`, { method: 'POST', body: reason });
    setText(outcome, answer.ok ? DONE[action] : await messageOf(answer));
  } catch {
    setText(outcome, 'The sandbox does not answer.');
  }
}

async function messageOf(answer: Response): Promise<string> {
  const { error }: { error: { message: string } } = await answer.json();
  return error.message;
}
