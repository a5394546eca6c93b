import { PATHS } from '../paths.js';
import type { Action } from './actions.js';
import { byId, setText } from './dom.js';
import { latest } from './latest.js';
import { showRequest } from './request-view.js';
import type { Route } from './route.js';
import { createTaskView } from './task-view.js';

export interface Detail {
  /** Shows what the address names. */
  open(route: Route): void;
  /** It may have changed: it is read again. */
  refresh(): void;
  press(action: Action): void;
}

/** The part of the page that shows all of one task or one request. */
export function createDetail(): Detail {
  const nothing = byId('nothing', HTMLParagraphElement);
  const articles = { tasks: byId('task', HTMLElement), requests: byId('request', HTMLElement) };
  const taskView = createTaskView();
  let route: Route = { list: 'tasks', id: undefined };

  const reveal = (article: HTMLElement | undefined, otherwise = ''): void => {
    for (const one of Object.values(articles)) one.hidden = one !== article;
    nothing.hidden = article !== undefined;
    setText(nothing, otherwise);
  };
  const read = async (): Promise<void> => {
    const { list, id } = route;
    if (id === undefined) return reveal(undefined, 'Choose one to see all of it.');
    const answer = await fetch(PATHS[list] + id);
    const isMeant = route.list === list && route.id === id; // somebody may have gone on meanwhile
    if (!answer.ok)
      return isMeant ? reveal(undefined, 'The sandbox does not keep this any more.') : undefined;
    const found = await answer.json();
    if (route.list !== list || route.id !== id) return;
    if (list === 'tasks') taskView.show(found);
    else showRequest(found);
    reveal(articles[list]);
  };
  const refresh = latest(read);

  return {
    open: (next) => {
      route = next;
      refresh();
    },
    refresh,
    press: (action) => {
      if (!articles.tasks.hidden) taskView.press(action);
    },
  };
}
