import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { inProcess, params } from './support/calls.js';

/** A real receiver, that closes itself. */
async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test('a callback reaches a receiver on this machine, and follows no redirect to another', async () => {
  const paths: string[] = [];
  const url = await listening((incoming, outgoing) => {
    paths.push(`${incoming.method} ${incoming.url}`);
    outgoing.writeHead(paths.length === 1 ? 307 : 204, { Location: '/elsewhere' }).end();
  });
  const { sandbox, create } = inProcess({ pendingMs: 0, processingMs: 0, callbackRetryDelaysMs: [0, 0] });
  await create({ ...params, callback_url: `${url}/hook` });

  await expect.poll(() => sandbox.callbacks.map(({ status }) => status)).toEqual([307, 204]);
  expect(paths).toEqual(['POST /hook', 'POST /hook']);
});

test('a callback that is due later keeps no process alive', async () => {
  const keepingAlive = () =>
    process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = keepingAlive();
  const { sandbox, create } = inProcess();
  await create({ ...params, callback_url: 'http://127.0.0.1:9/hook' });

  expect(keepingAlive()).toBe(before);
  sandbox.reset();
});
