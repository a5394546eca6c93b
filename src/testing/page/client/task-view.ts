import type { TaskDetail } from '../details.js';
import { type Action, act } from './actions.js';
import { byId, create, setText } from './dom.js';
import { type Exchange, makeExchangeRow } from './exchange.js';
import { callbackExchange, requestExchange } from './exchanges.js';
import { createKeyedList, type KeyedList } from './keyed-list.js';

export interface TaskView {
  show(detail: TaskDetail): void;
  /** Presses a button of the task that is shown. */
  press(action: Action): void;
}

/** All of one task. What is on the page already is changed in place, so that nothing that is open closes. */
export function createTaskView(): TaskView {
  const status = byId('task-status', HTMLSpanElement);
  const picture = byId('task-picture', HTMLImageElement);
  const reason = byId('reason', HTMLInputElement);
  const buttons = {
    finish: byId('finish', HTMLButtonElement),
    fail: byId('fail-button', HTMLButtonElement),
    redeliver: byId('redeliver', HTMLButtonElement),
  };
  let shownId: string | undefined;
  let requests: KeyedList<Exchange>;
  let callbacks: KeyedList<Exchange>;

  const startOver = ({ task }: TaskDetail): void => {
    shownId = task.id;
    requests = exchangeList('task-requests');
    callbacks = exchangeList('task-callbacks');
    setText(byId('task-id', HTMLElement), task.id);
    setText(byId('task-prompt', HTMLHeadingElement), String(task.params['prompt']));
    setText(byId('outcome', HTMLParagraphElement), '');
    showParams(task.params);
    picture.hidden = true;
    picture.removeAttribute('src');
  };
  /** A button that can't be pressed keeps the focus: `disabled` would throw who uses the keyboard back to the top. */
  const allow = (action: Action, isAllowed: boolean): void =>
    buttons[action].setAttribute('aria-disabled', String(!isAllowed));
  const press = (action: Action): void => {
    if (shownId === undefined || buttons[action].getAttribute('aria-disabled') === 'true') return;
    void act(action, shownId, action === 'fail' ? reason.value : '');
  };

  buttons.finish.addEventListener('click', () => press('finish'));
  buttons.redeliver.addEventListener('click', () => press('redeliver'));
  byId('fail', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    press('fail');
  });

  return {
    press,
    show: (detail) => {
      const { task } = detail;
      if (task.id !== shownId) startOver(detail);
      const isFinal = task.status === 'completed' || task.status === 'failed';
      const isCalledBack = task.params['callback_url'] !== undefined;
      status.dataset['status'] = task.status;
      setText(status, task.status);
      setText(byId('task-error', HTMLParagraphElement), task.error ?? '');
      allow('finish', !isFinal);
      allow('fail', !isFinal);
      allow('redeliver', isFinal && isCalledBack);
      if (detail.picture && picture.hidden) {
        picture.src = detail.picture;
        picture.hidden = false;
      }
      showExchanges(detail, requests, callbacks);
    },
  };
}

const exchangeList = (id: string): KeyedList<Exchange> => {
  const parent = byId(id, HTMLOListElement);
  parent.replaceChildren();
  return createKeyedList(parent, (exchange: Exchange) => exchange.id, makeExchangeRow);
};

function showExchanges(
  detail: TaskDetail,
  requests: KeyedList<Exchange>,
  callbacks: KeyedList<Exchange>,
): void {
  requests.put([...detail.requests].reverse().map(requestExchange));
  callbacks.put([...detail.callbacks].reverse().map(callbackExchange));
  const older = byId('older-requests', HTMLParagraphElement);
  older.hidden = detail.olderRequests === 0;
  setText(older, `${detail.olderRequests} older ones are not shown.`);
  setText(byId('task-request-count', HTMLSpanElement), String(detail.requests.length + detail.olderRequests));
  setText(byId('callback-count', HTMLSpanElement), String(detail.callbacks.length));
  const none = byId('no-callbacks', HTMLParagraphElement);
  none.hidden = detail.callbacks.length > 0;
  setText(
    none,
    detail.task.params['callback_url'] === undefined ? 'No callback_url was given.' : 'None yet.',
  );
}

function showParams(params: Readonly<Record<string, unknown>>): void {
  const rows = Object.entries(params).filter(([name]) => name !== 'prompt');
  byId('task-params', HTMLDListElement).replaceChildren(
    ...rows.flatMap(([name, value]) => [
      create('dt', '', name),
      create('dd', '', typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
  );
}
