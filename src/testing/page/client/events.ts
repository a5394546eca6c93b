import type { Update } from '../gathering.js';
import { PATHS } from '../paths.js';
import { byId, setText } from './dom.js';

/** Follows the sandbox. A page that nobody sees does not; it takes a new snapshot when it is seen again. */
export function followEvents(snapshot: (update: Update) => void, changes: (update: Update) => void): void {
  const connection = byId('connection', HTMLParagraphElement);
  const say = (state: 'live' | 'connecting' | 'lost'): void => {
    connection.dataset['state'] = state;
    setText(connection, state === 'lost' ? 'connection lost, trying again' : state);
  };
  const read = (event: MessageEvent<string>): Update => JSON.parse(event.data);

  let source: EventSource | undefined;
  const connect = (): void => {
    source?.close();
    source = new EventSource(PATHS.events);
    source.addEventListener('open', () => say('live'));
    source.addEventListener('error', () => say('lost'));
    source.addEventListener('snapshot', (event) => snapshot(read(event)));
    source.addEventListener('changes', (event) => changes(read(event)));
  };
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') source?.close();
    else connect();
  });
  connect();
}
