import type { CallbackRow, RequestRow, TaskRow } from '../rows.js';
import { answerText, isGood } from './answer-text.js';
import { create, setText, time } from './dom.js';
import type { Row } from './keyed-list.js';
import { loadWhenSeen } from './lazy-picture.js';

export interface TaskListRow extends Row<TaskRow> {
  /** The latest attempt to call back. */
  showCallback(callback: CallbackRow): void;
}

export function makeTaskRow({ id, prompt, model, at }: TaskRow): TaskListRow {
  const picture = create('img', 'thumb');
  picture.alt = ''; // the prompt beside it says more
  const frame = create('span', 'frame', picture);
  const status = create('span', 'status');
  const error = create('span', 'error');
  const callback = create('span', 'callback');
  const about = create(
    'span',
    'about',
    status,
    error,
    callback,
    create('span', 'model', model.replace('flux-kontext-', '')),
    time(at),
  );
  const node = listItem(`#/tasks/${id}`, frame, create('span', 'prompt', prompt), about);
  return {
    node,
    show: (task) => {
      status.dataset['status'] = task.status;
      setText(status, task.status);
      setText(error, task.error ?? '');
      if (task.picture) loadWhenSeen(picture, task.picture);
    },
    showCallback: (attempt) => {
      callback.dataset['good'] = String(isGood(attempt.status));
      setText(callback, `callback ${answerText(attempt)}`);
    },
  };
}

export function makeRequestRow({ id, method, path, at }: RequestRow): Row<RequestRow> {
  const status = create('span', 'answer');
  const line = create('span', 'line', create('b', '', method), ` ${path}`);
  return {
    node: listItem(`#/requests/${id}`, status, line, time(at)),
    show: (request) => {
      status.dataset['good'] = String(isGood(request.status));
      setText(status, answerText(request));
    },
  };
}

/** Only the one row that had the focus last is a stop of the Tab key: past 500 of them nobody would come. */
function listItem(href: string, ...children: Node[]): HTMLLIElement {
  const link = create('a', 'row', ...children);
  link.href = href;
  link.tabIndex = -1;
  return create('li', '', link);
}
