import type { Update } from '../gathering.js';
import { SHOWN } from '../rows.js';
import { byId, setText } from './dom.js';
import { createKeyedList } from './keyed-list.js';
import { type List, leafTo, type Route } from './route.js';
import { createRovingFocus } from './roving-focus.js';
import { makeRequestRow, makeTaskRow } from './rows.js';

export interface Lists {
  put(update: Update): void;
  /** Forgets what the snapshot does not have; the rest stays where it is. */
  retain(snapshot: Update): void;
  /** Shows a list, and marks what is open of it. */
  open(route: Route): void;
  /** Opens the next (1) or the previous (-1) of the list. */
  leaf(step: 1 | -1): void;
  /** Puts the focus back where it was in the list. */
  focus(): void;
}

/** The two lists, newest first. */
export function createLists(): Lists {
  const nodes = { tasks: byId('tasks', HTMLOListElement), requests: byId('requests', HTMLOListElement) };
  const tabs = {
    tasks: byId('show-tasks', HTMLAnchorElement),
    requests: byId('show-requests', HTMLAnchorElement),
  };
  const tasks = createKeyedList(nodes.tasks, ({ id }) => id, makeTaskRow, SHOWN);
  const requests = createKeyedList(nodes.requests, ({ id }) => id, makeRequestRow, SHOWN);
  const focus = { tasks: createRovingFocus(nodes.tasks), requests: createRovingFocus(nodes.requests) };
  let route: Route = { list: 'tasks', id: undefined };

  const refresh = (): void => {
    const shown = { tasks, requests }[route.list];
    setText(byId('task-count', HTMLSpanElement), countText(tasks));
    setText(byId('request-count', HTMLSpanElement), countText(requests));
    byId('empty', HTMLDivElement).hidden = shown.size > 0;
    byId('cut', HTMLParagraphElement).hidden = !shown.isCut;
    for (const one of Object.values(focus)) one.ensure();
    markOpen(nodes[route.list], route);
  };

  return {
    put: (update) => {
      tasks.put(update.tasks);
      requests.put(update.requests);
      for (const callback of update.callbacks) tasks.row(callback.taskId)?.showCallback(callback);
      refresh();
    },
    retain: (snapshot) => {
      tasks.retain(snapshot.tasks);
      requests.retain(snapshot.requests);
    },
    open: (next) => {
      route = next;
      for (const list of ['tasks', 'requests'] as const satisfies List[]) {
        nodes[list].hidden = list !== route.list;
        if (list === route.list) tabs[list].setAttribute('aria-current', 'true');
        else tabs[list].removeAttribute('aria-current');
      }
      refresh();
    },
    leaf: (step) => {
      const link = focus[route.list].neighbour(openLink(nodes[route.list]), step);
      const id = link?.hash.split('/')[2];
      if (!link || id === undefined) return;
      leafTo(route.list, id);
      focus[route.list].goTo(link);
    },
    focus: () => focus[route.list].focus(),
  };
}

const countText = ({ size, isCut }: { size: number; isCut: boolean }): string => `${size}${isCut ? '+' : ''}`;

const openLink = (list: HTMLElement): HTMLAnchorElement | null => list.querySelector('a[aria-current]');

function markOpen(list: HTMLElement, { list: name, id }: Route): void {
  const open = openLink(list);
  const hash = `#/${name}/${id}`;
  if (open?.getAttribute('href') === hash) return;
  open?.removeAttribute('aria-current');
  if (id !== undefined)
    list.querySelector(`a[href="${CSS.escape(hash)}"]`)?.setAttribute('aria-current', 'true');
}
