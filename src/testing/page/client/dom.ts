/** The element that page.html gives this id; its class is checked, so that no cast is needed. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`page.html has no ${type.name} with the id ${id}.`);
}

/** A new element. What it holds is text or elements: nothing that comes from outside is ever read as HTML. */
export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  ...children: (string | Node)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Writes only what differs: a write of the same would lay out, and be read aloud, again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** A time of day, with the whole date where one asks for it. */
export function time(at: number | string): HTMLTimeElement {
  const date = new Date(at);
  const element = create('time', '', clock.format(date));
  element.dateTime = date.toISOString();
  element.title = date.toLocaleString();
  return element;
}
