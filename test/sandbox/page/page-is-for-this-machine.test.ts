import { expect, onTestFinished, test } from 'vitest';
import { createSandbox } from '../../../src/testing/index.js';
import { bodyOf, idOf, inProcess, params } from '../support/calls.js';
import { overHttp, rawRequest } from '../support/server.js';

/** A task that does not end by itself, and what the page's buttons send. */
async function withTask() {
  const context = await overHttp({ processingMs: 60_000 });
  const id = await idOf(context.create());
  const { url } = context.server;
  const press = (button: string, headers: Record<string, string>, body?: string) =>
    fetch(`${url}/_sandbox/tasks/${id}/${button}`, { method: 'POST', headers, ...(body && { body }) });
  return { ...context, id, url, press };
}

test("a button works for the sandbox's own page, under whichever name of this machine it was opened", async () => {
  const { press, url, sandbox } = await withTask();

  expect((await press('finish', { Origin: url })).status).toBe(200);
  expect(sandbox.tasks[0]?.status).toBe('completed');
});

test.each<[string, Record<string, string>]>([
  ['says nothing of where it comes from', {}],
  ["comes from another site's page", { Origin: 'https://evil.example.com' }],
  ['comes from another program on this machine', { Origin: 'http://localhost:3000' }],
  ['comes from a sandboxed frame', { Origin: 'null' }],
  ['is cross-site by the word of the browser', { 'Sec-Fetch-Site': 'cross-site' }],
  ['is of the same site only', { 'Sec-Fetch-Site': 'same-site' }],
  ['was typed into the address bar', { 'Sec-Fetch-Site': 'none' }],
])('a button that %s does nothing', async (_, headers) => {
  const { press, sandbox } = await withTask();

  for (const button of ['finish', 'fail', 'redeliver']) {
    expect((await press(button, headers)).status).toBe(403);
  }
  expect(sandbox.tasks[0]?.status).toBe('processing');
});

test("what the page reads is kept from other sites' pages", async () => {
  const { url, id } = await withTask();

  for (const path of ['events', `tasks/${id}`, 'requests/x', 'images/x']) {
    for (const headers of [{ Origin: 'https://evil.example.com' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
      const answer = await fetch(`${url}/_sandbox/${path}`, { headers: headers as Record<string, string> });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
    }
  }
});

test('under a name that is not of this machine there is no page', async () => {
  const { url } = await withTask();

  expect((await rawRequest(url, '/', { host: 'evil.example.com' })).status).toBe(403);
  expect((await rawRequest(url, '/_sandbox/events', { host: 'evil.example.com' })).status).toBe(403);
});

test('a sandbox that is opened to other machines shows its page under names of this machine only', async () => {
  const sandbox = createSandbox();
  const server = await sandbox.listen(0, { host: '0.0.0.0' });
  onTestFinished(() => server.close());

  for (const path of ['/', '/_sandbox/events', '/_sandbox/page.js']) {
    expect((await rawRequest(server.url, path, { host: 'box.example.com' })).status).toBe(404);
  }
  expect((await rawRequest(server.url, '/', { host: 'localhost' })).status).toBe(200);
});

test('nothing but its own files may run or show on it, and nobody may frame it', async () => {
  const { url } = await withTask();

  for (const path of ['/', '/_sandbox/page.js', '/_sandbox/page.css', '/_sandbox/icon.svg']) {
    const { headers, status } = await fetch(url + path);
    const policy = headers.get('Content-Security-Policy') ?? '';
    expect(status).toBe(200);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|data:|https?:/);
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  }
});

test('it names no address of another machine', async () => {
  const { url } = await withTask();

  for (const path of ['/', '/_sandbox/page.js', '/_sandbox/page.css']) {
    expect(await (await fetch(url + path)).text()).not.toMatch(
      /(src|href|url\(|import|@import) ?=?["'(]*(https?:)?\/\//,
    );
  }
});

test('looking leaves no trace among the requests', async () => {
  const { url, id, sandbox } = await withTask();
  sandbox.finish(id);
  const [image] = sandbox.tasks[0]?.images ?? [];
  const picture = await fetch(`${url}/_sandbox/images/${image?.url.split('/').pop()}`);
  await fetch(url);
  await fetch(`${url}/_sandbox/tasks/${id}`);

  expect(picture.headers.get('Content-Type')).toBe('image/jpeg');
  expect(sandbox.requests).toHaveLength(1);
});

test('it is of the HTTP face: in process there is none', async () => {
  const { sandbox } = inProcess();

  expect((await sandbox.fetch(`${sandbox.url}/`)).status).toBe(404);
});

test('what a button can not do is a 409 that says why', async () => {
  const { press, url } = await withTask();
  const own = { Origin: url };
  await press('fail', own, 'out of paint');
  const again = await press('finish', own);

  expect(again.status).toBe(409);
  expect((await bodyOf(again)).error.message).toMatch(/final already/);
  expect((await press('explode', own)).status).toBe(404);
  expect((await press('constructor', own)).status).toBe(404);
});

test.each([
  ['GET', '/_sandbox/nothing', 404],
  ['GET', '/_sandbox/tasks/task_nope', 404],
  ['GET', '/_sandbox/requests/req_nope', 404],
  ['GET', '/_sandbox/constructor', 404],
  ['POST', '/', 405],
  ['DELETE', '/_sandbox/tasks/x', 405],
  ['HEAD', '/', 200],
])('%s %s is answered with %i', async (method, path, status) => {
  const { server } = await overHttp();

  expect((await fetch(server.url + path, { method })).status).toBe(status);
});

test('a key that somebody gave the sandbox may be a real one: the page is not told of it', async () => {
  const { server, create, sandbox } = await overHttp({ apiKey: 'sk_perhaps_real' });
  const id = await idOf(create(params));
  const controller = new AbortController();
  const events = await fetch(`${server.url}/_sandbox/events`, { signal: controller.signal });
  const reader = events.body?.getReader();
  let text = '';
  while (!text.includes('event: snapshot')) text += new TextDecoder().decode((await reader?.read())?.value);
  controller.abort();
  const detail = await (await fetch(`${server.url}/_sandbox/tasks/${id}`)).text();
  const request = await (await fetch(`${server.url}/_sandbox/requests/${sandbox.requests[0]?.id}`)).text();

  for (const seen of [text, detail, request]) {
    expect(seen).toContain(id);
    expect(seen).not.toContain('sk_perhaps_real');
  }
});
