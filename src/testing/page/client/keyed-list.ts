export interface Row<T> {
  readonly node: HTMLElement;
  /** Brings it up to date. */
  show(item: T): void;
}

export interface KeyedList<T, R extends Row<T> = Row<T>> {
  /** Oldest first. New ones come in on top; the oldest ones go when there are more than the list's limit. */
  put(items: readonly T[]): void;
  /** Takes out what is not among these. */
  retain(items: readonly T[]): void;
  row(id: string): R | undefined;
  readonly size: number;
  /** Whether some had to go. */
  readonly isCut: boolean;
}

/** A list, newest first, whose rows are made once and then changed in place: focus, scroll and what is open stay. */
export function createKeyedList<T, R extends Row<T>>(
  parent: HTMLElement,
  idOf: (item: T) => string,
  makeRow: (item: T) => R,
  limit = Number.POSITIVE_INFINITY,
): KeyedList<T, R> {
  const rows = new Map<string, R>(); // a Map keeps the order of insertion: the oldest comes first

  let isCut = false;

  const remove = (id: string): void => {
    rows.get(id)?.node.remove();
    rows.delete(id);
  };
  const add = (id: string, item: T): void => {
    const row = makeRow(item);
    row.show(item);
    rows.set(id, row);
    parent.prepend(row.node);
  };
  return {
    put: (items) => {
      for (const item of items) {
        const row = rows.get(idOf(item));
        if (row) row.show(item);
        else add(idOf(item), item);
      }
      for (const id of rows.keys()) {
        if (rows.size <= limit) break;
        remove(id);
        isCut = true;
      }
    },
    retain: (items) => {
      isCut = false;
      const ids = new Set(items.map(idOf));
      for (const id of rows.keys()) if (!ids.has(id)) remove(id);
    },
    row: (id) => rows.get(id),
    get size() {
      return rows.size;
    },
    get isCut() {
      return isCut;
    },
  };
}
