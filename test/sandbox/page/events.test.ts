import { expect, onTestFinished, test, vi } from 'vitest';
import { createSandbox } from '../../../src/testing/index.js';
import { createEvents } from '../../../src/testing/page/events.js';
import { callsTo, params } from '../support/calls.js';
import { overHttp } from '../support/server.js';

/** What is read of a stream until it has what is looked for. */
async function readUntil(body: ReadableStream<Uint8Array> | null, what: string): Promise<string> {
  const reader = body?.getReader();
  let text = '';
  while (!text.includes(what)) {
    const { value } = (await reader?.read()) ?? {};
    if (!value) throw new Error(`it ended without ${what}: ${text}`);
    text += new TextDecoder().decode(value);
  }
  reader?.releaseLock();
  return text;
}

/** The stream over a sandbox in process, and how many are subscribed to it. */
function watched() {
  const sandbox = createSandbox({ processingMs: 600_000 });
  let subscribers = 0;
  const { body } = createEvents({
    apiKey: sandbox.apiKey,
    tasks: () => sandbox.tasks,
    requests: () => sandbox.requests,
    callbacks: () => sandbox.callbacks,
    subscribe: (listener) => {
      subscribers++;
      const unsubscribe = sandbox.subscribe(listener);
      return () => {
        subscribers--;
        unsubscribe();
      };
    },
    finish: sandbox.finish,
    failTask: sandbox.failTask,
    redeliver: sandbox.redeliver,
    imageAt: () => new Response(),
  });
  return { sandbox, body, ...callsTo(sandbox), subscribers: () => subscribers };
}

test('who leaves is told nothing any more', async () => {
  const { body, subscribers } = watched();
  expect(subscribers()).toBe(1);
  await body?.cancel();

  expect(subscribers()).toBe(0);
});

test('changes that nobody reads are held no longer than a page is: the newest 500, each once', async () => {
  const { body, create, sandbox } = watched();
  await readUntil(body, 'event: snapshot');
  for (let at = 0; at < 600; at++) await create({ ...params, prompt: `Task ${at} of many` });
  for (const { id } of sandbox.tasks) sandbox.finish(id);
  const text = await readUntil(body, 'event: changes');

  const { tasks } = JSON.parse(/^data: (.*)$/m.exec(text.slice(text.indexOf('event: changes')))?.[1] ?? '');
  expect(tasks).toHaveLength(501); // one more, so that the page knows that there are more
  expect(tasks.at(-1)).toMatchObject({ prompt: 'Task 599 of many', status: 'completed' });
  await body?.cancel();
});

test('a prompt of a megabyte comes shortened', async () => {
  const { body, create } = watched();
  await create({ ...params, prompt: 'x'.repeat(900_000) });

  expect((await readUntil(body, 'event: snapshot')).length).toBeLessThan(5_000);
  await body?.cancel();
});

test('whoever watches for long leaves no listeners on the connection', async () => {
  const warned = vi.fn();
  process.on('warning', warned);
  onTestFinished(() => void process.off('warning', warned));
  const { server, create } = await overHttp();
  const controller = new AbortController();
  const { body } = await fetch(`${server.url}/_sandbox/events`, { signal: controller.signal });
  await readUntil(body, 'event: snapshot');
  for (let seen = 0; seen < 12; seen++) {
    await create();
    await readUntil(body, 'event: changes');
  }
  controller.abort();

  expect(warned).not.toHaveBeenCalled();
});
