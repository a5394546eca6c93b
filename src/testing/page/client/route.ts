export type List = 'tasks' | 'requests';

/** Where the page is: a list, and what of it is open. It stands in the address, so that it can be kept and shared. */
export interface Route {
  readonly list: List;
  readonly id: string | undefined;
}

export function readRoute(): Route {
  const [, list, id] = location.hash.split('/');
  return { list: list === 'requests' ? list : 'tasks', id: id || undefined };
}

/** Goes there without a new entry in the history: who leafs through with a key does not want to leaf back. */
export function leafTo(list: List, id: string): void {
  history.replaceState(null, '', `#/${list}/${id}`);
  dispatchEvent(new HashChangeEvent('hashchange'));
}
