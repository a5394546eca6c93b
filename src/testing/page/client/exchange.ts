import { answerText, isGood } from './answer-text.js';
import { create, setText, time } from './dom.js';
import type { Row } from './keyed-list.js';

/** Something that was sent, and what was answered. */
export interface Exchange {
  readonly id: string;
  readonly line: string;
  readonly at: string;
  readonly status?: number;
  readonly error?: string;
  readonly parts: readonly Part[];
}

export interface Part {
  readonly title: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A line that opens. What is in it is made when it is open. */
export function makeExchangeRow({ line, at }: Exchange): Row<Exchange> {
  const answer = create('span', 'answer');
  const summary = create('summary', '', answer, create('span', 'line', line), time(at));
  const content = create('div', 'parts');
  const details = create('details', '', summary, content);
  let latest: Exchange | undefined;
  const fill = (): void => {
    if (details.open && latest) showParts(content, latest.parts);
  };
  details.addEventListener('toggle', fill);
  return {
    node: create('li', '', details),
    show: (exchange) => {
      latest = exchange;
      answer.dataset['good'] = String(isGood(exchange.status));
      setText(answer, answerText(exchange));
      fill();
    },
  };
}

/** Headers and bodies. It is left as it is while it would be the same: somebody may be marking its text. */
export function showParts(parent: HTMLElement, parts: readonly Part[]): void {
  const version = JSON.stringify(parts);
  if (shown.get(parent) === version) return;
  shown.set(parent, version);
  parent.replaceChildren(...parts.flatMap(partNodes));
}

const shown = new WeakMap<HTMLElement, string>();

function partNodes({ title, headers = {}, body }: Part): Node[] {
  const list = create('dl', 'headers');
  for (const [name, value] of Object.entries(headers)) {
    list.append(create('dt', '', name), create('dd', '', value));
  }
  const nodes: Node[] = [create('h4', '', title)];
  if (list.childElementCount > 0) nodes.push(list);
  if (body !== undefined) nodes.push(scrollable(textOf(body)));
  return nodes;
}

/** What scrolls can be reached by the keyboard. */
function scrollable(text: string): HTMLPreElement {
  const pre = create('pre', '', text);
  pre.tabIndex = 0;
  return pre;
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body, null, 2));
