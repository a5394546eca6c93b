import type { Update } from '../gathering.js';
import { createDetail } from './detail.js';
import { byId } from './dom.js';
import { followEvents } from './events.js';
import { showHints } from './hints.js';
import { listenForKeys } from './keys.js';
import { createLists } from './lists.js';
import { readRoute } from './route.js';

const lists = createLists();
const detail = createDetail();
const section = byId('detail', HTMLElement);

function goTo(): void {
  const route = readRoute();
  document.body.dataset['open'] = String(route.id !== undefined); // in a narrow window it is one or the other
  byId('back', HTMLParagraphElement).querySelector('a')?.setAttribute('href', `#/${route.list}`);
  lists.open(route);
  detail.open(route);
  section.scrollTop = 0;
}

/** Whether an update is about what is open. */
function isOpen({ tasks, requests, callbacks }: Update): boolean {
  const { id } = readRoute();
  return (
    tasks.some((task) => task.id === id) ||
    requests.some((request) => request.id === id || request.taskId === id) ||
    callbacks.some((callback) => callback.taskId === id)
  );
}

followEvents(
  (snapshot) => {
    showHints(snapshot.apiKey);
    lists.retain(snapshot);
    lists.put(snapshot);
    detail.refresh();
  },
  (changes) => {
    lists.put(changes);
    if (isOpen(changes)) detail.refresh();
  },
);

addEventListener('hashchange', () => {
  goTo();
  if (readRoute().id !== undefined && document.activeElement === document.body) section.focus();
});
goTo();

listenForKeys({
  j: () => lists.leaf(1),
  k: () => lists.leaf(-1),
  1: () => location.assign('#/tasks'),
  2: () => location.assign('#/requests'),
  f: () => detail.press('finish'),
  x: () => byId('reason', HTMLInputElement).select(),
  r: () => detail.press('redeliver'),
  Escape: () => {
    location.hash = `#/${readRoute().list}`;
    goTo(); // now, and not at the event: in a narrow window the list can't have the focus before it shows
    lists.focus();
  },
});
