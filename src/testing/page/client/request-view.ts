import type { RequestDetail } from '../details.js';
import { byId, create, setText, time } from './dom.js';
import { showParts } from './exchange.js';
import { requestParts } from './exchanges.js';

/** All of one request, with a way to the task that it was about. */
export function showRequest(request: RequestDetail): void {
  setText(byId('request-line', HTMLHeadingElement), `${request.method} ${request.path}`);
  const about: Node[] = [create('code', '', request.id), time(request.receivedAt)];
  if (request.taskId !== undefined) {
    const link = create('a', '', 'its task');
    link.href = `#/tasks/${request.taskId}`;
    about.push(link);
  }
  byId('request-about', HTMLParagraphElement).replaceChildren(...about);
  showParts(byId('request-parts', HTMLDivElement), requestParts(request));
}
