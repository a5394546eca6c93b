export interface RovingFocus {
  /** One row is a stop of the Tab key: the one that had the focus last, else the first. */
  ensure(): void;
  /** The row beside a row; beside none, beside the one that had the focus last, else the first or the last. */
  neighbour(of: HTMLAnchorElement | null, step: 1 | -1): HTMLAnchorElement | null;
  /** Makes a row the stop, and gives it the focus where the list shows. */
  goTo(link: HTMLAnchorElement): void;
  focus(): void;
}

const STEPS: Record<string, 1 | -1 | undefined> = { ArrowDown: 1, ArrowUp: -1 };

/** A list is one stop of the Tab key; inside it the arrow keys go. */
export function createRovingFocus(list: HTMLElement): RovingFocus {
  let stop: HTMLAnchorElement | null = null;
  let wasFocused = false;

  const moveStop = (link: HTMLAnchorElement | null): void => {
    if (stop) stop.tabIndex = -1;
    stop = link;
    if (stop) stop.tabIndex = 0;
  };
  const linkOf = (item: Element | null | undefined): HTMLAnchorElement | null =>
    item?.querySelector('a') ?? null;
  const wasStop = (): boolean => wasFocused && stop?.isConnected === true;
  const neighbour: RovingFocus['neighbour'] = (of, step) => {
    const from = of ?? (wasStop() ? stop : null);
    if (!from) return linkOf(step === 1 ? list.firstElementChild : list.lastElementChild);
    const item = from.closest('li');
    return linkOf(step === 1 ? item?.nextElementSibling : item?.previousElementSibling);
  };

  list.addEventListener('focusin', ({ target }) => {
    wasFocused = target instanceof HTMLAnchorElement;
    if (target instanceof HTMLAnchorElement) moveStop(target);
  });
  list.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    if (step === undefined || !(event.target instanceof HTMLAnchorElement)) return;
    event.preventDefault(); // the list would scroll
    neighbour(event.target, step)?.focus();
  });
  return {
    ensure: () => {
      if (!wasStop()) moveStop(linkOf(list.firstElementChild));
    },
    neighbour,
    goTo: (link) => {
      wasFocused = true;
      moveStop(link);
      link.focus();
    },
    focus: () => stop?.focus(),
  };
}
