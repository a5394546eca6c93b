import { expect, test } from 'vitest';
import { idOf, params } from '../support/calls.js';
import { receiver } from '../support/receiver.js';
import { PATIENCE, see, textOf, unfold, useBrowser } from './opened-page.js';

const openPage = useBrowser();
const HOOK = 'http://127.0.0.1:9/hook';

test('while nothing has come, it says what to set and how to try it', async () => {
  const { page, server, sandbox } = await openPage();

  expect(await textOf(page, '#environment')).toBe(
    `RUNAPI_BASE_URL=${server.url}\nRUNAPI_API_KEY=${sandbox.apiKey}`,
  );
  await see(page, '#example', `curl ${server.url}/api/v1/flux_kontext/text_to_image`);
});

test('it fills in as tasks come, newest first', async () => {
  const { page, create } = await openPage();
  await create({ ...params, prompt: 'The first' });
  await see(page, '#tasks .row', 'The first');
  await create({ ...params, prompt: 'The second' });
  await see(page, '#tasks .row', 'The second');

  expect(await page.locator('#tasks .prompt').allTextContents()).toEqual(['The second', 'The first']);
  expect(await textOf(page, '#task-count')).toBe('2');
  expect(await page.locator('#empty').isVisible()).toBe(false);
});

test('a task shows its state as it changes, then its picture', async () => {
  const { page, create } = await openPage({ pendingMs: 300, processingMs: 300 });
  const states: string[] = [];
  await page.exposeFunction('sawState', (state: string) => states.push(state));
  await page.evaluate(() => {
    const note = (): void => {
      const state = document.querySelector('#tasks .status')?.textContent;
      if (state) (globalThis as unknown as { sawState(state: string): void }).sawState(state);
    };
    new MutationObserver(note).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  await create();
  await see(page, '#tasks .status', 'completed');

  expect([...new Set(states)]).toEqual(['pending', 'processing', 'completed']);
  const picture = page.locator('#tasks .thumb');
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), PATIENCE)
    .toBe(768);
});

test('a prompt is text, never HTML, in the list, in the details and in what was sent', async () => {
  const prompt =
    '<script>document.title="hit"</script><img src=x onerror="document.title=\'hit\'"> & <b>bold</b>';
  const { page, create } = await openPage();
  await create({ ...params, prompt, watermark: prompt });
  await see(page, '#tasks .row');
  await page.click('#tasks .row');
  await see(page, '#task-prompt', 'script');
  await unfold(page.locator('#task-requests > li'));
  await see(page, '#task-requests pre', 'onerror');

  expect(await textOf(page, '#tasks .prompt')).toBe(prompt);
  expect(await textOf(page, '#task-prompt')).toBe(prompt);
  expect(await textOf(page, '#task-params')).toContain(prompt);
  expect(await page.locator('b:text("bold"), script:not([src]), img[src="x"]').count()).toBe(0);
  expect(await page.title()).toBe('Flux Kontext sandbox');
});

test('a script that got into the page would not run', async () => {
  const { page, complaints } = await openPage();
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.append('document.title = "hit"');
    document.body.append(script);
  });

  await expect.poll(() => complaints.join(), PATIENCE).toMatch(/Trusted|Content Security Policy/);
  expect(await page.title()).toBe('Flux Kontext sandbox');
  complaints.length = 0; // they were meant
});

test('all of a task: its params, and each request with its headers and its answer', async () => {
  const { page, create, get } = await openPage();
  const id = await idOf(create({ ...params, aspect_ratio: '1:1' }, { 'X-Client-Request-Id': 'order-7' }));
  await get(id);
  await see(page, '#tasks .row');
  await page.click('#tasks .row');
  await see(page, '#task-request-count', '2');

  expect(await textOf(page, '#task-id')).toBe(id);
  expect(await textOf(page, '#task-params')).toMatch(/model.*flux-kontext-pro.*aspect_ratio.*1:1/s);
  const created = page.locator('#task-requests > li').last();
  await unfold(created);
  const sent = (await created.textContent()) ?? '';
  expect(sent).toMatch(
    /x-client-request-id.*order-7.*"aspect_ratio": "1:1".*Answer 202.*x-request-id.*req_/s,
  );
  expect(sent).toContain("Bearer [the sandbox's key]");
});

test('a request that made no task is in the list of requests, with why it was refused', async () => {
  const { page, create } = await openPage();
  await create({ ...params, aspect_ratio: '9:1' });
  await page.click('#show-requests');
  await see(page, '#requests .row', '422');
  await page.click('#requests .row');

  await see(page, '#request-parts', 'must be one of 21:9');
  expect(await page.locator('#tasks').isVisible()).toBe(false);
});

test('each attempt to call back shows, with its headers and what the receiver answered', async () => {
  const { fetch } = receiver(500);
  const { page, create } = await openPage({ processingMs: 0, callbackRetryDelaysMs: [10], fetch });
  await create({ ...params, callback_url: HOOK });
  await see(page, '#tasks .callback', 'callback 200');
  await page.click('#tasks .row');
  await see(page, '#callback-count', '2');

  expect(await page.locator('#task-callbacks .answer').allTextContents()).toEqual(['200', '500']);
  const first = page.locator('#task-callbacks > li').last();
  await unfold(first);
  expect(await first.textContent()).toMatch(
    /1\. POST http:\/\/127.0.0.1:9\/hook.*X-Callback-Signature.*"status": "completed".*Answer 500/s,
  );
});

test('Finish ends a task well, there and then', async () => {
  const { page, create, sandbox } = await openPage();
  await create();
  await page.click('#tasks .row');
  await page.click('#finish');

  await see(page, '#task-status', 'completed');
  await see(page, '#tasks .status', 'completed');
  await see(page, '#outcome', 'Finished.');
  await see(page, '#task-picture');
  expect(sandbox.tasks[0]?.status).toBe('completed');
  expect(await page.getAttribute('#finish', 'aria-disabled')).toBe('true');
});

test('Fail ends a task with the reason that was written', async () => {
  const { page, create, sandbox } = await openPage();
  await create();
  await page.click('#tasks .row');
  await page.fill('#reason', 'out of <paint>');
  await page.click('#fail-button');

  await see(page, '#task-error', 'out of <paint>');
  expect(sandbox.tasks[0]).toMatchObject({ status: 'failed', error: 'out of <paint>' });
});

test('Redeliver sends the same callback once more, and is there only when there is one to send', async () => {
  const { fetch, received } = receiver();
  const { page, create } = await openPage({ fetch });
  await create();
  await see(page, '#tasks .row');
  await page.click('#tasks .row');
  await see(page, '#no-callbacks', 'No callback_url was given.');
  expect(await page.getAttribute('#redeliver', 'aria-disabled')).toBe('true');

  await create({ ...params, callback_url: HOOK });
  await expect.poll(() => page.locator('#tasks .row').count(), PATIENCE).toBe(2);
  await page.click('#tasks .row');
  await page.click('#finish');
  await see(page, '#callback-count', '1');
  await page.click('#redeliver:not([aria-disabled="true"])');
  await see(page, '#callback-count', '2');

  const [first, second] = received.map(({ headers, body }) => [headers.get('X-Callback-Id'), body]);
  expect(second).toEqual(first);
});

test('an open detail stays open, and what is marked stays marked, while more comes in', async () => {
  const { page, create, get } = await openPage();
  const id = await idOf(create());
  await page.click('#tasks .row');
  await unfold(page.locator('#task-requests > li'));
  await page.evaluate(() =>
    getSelection()?.selectAllChildren(document.querySelector('#task-requests pre') as Node),
  );
  const marked = await page.evaluate(() => String(getSelection()));
  await get(id);
  await see(page, '#task-request-count', '2');

  expect(marked).toContain('flux-kontext-pro');
  expect(await page.evaluate(() => String(getSelection()))).toBe(marked);
  expect(await page.locator('#task-requests details[open]').count()).toBe(1);
});

test('reset empties it', async () => {
  const { page, create, sandbox, complaints } = await openPage();
  await create();
  await page.click('#tasks .row');
  await see(page, '#task-prompt', params.prompt);
  sandbox.reset();

  await see(page, '#empty');
  await see(page, '#nothing', 'does not keep this any more');
  expect(await page.locator('#tasks .row').count()).toBe(0);
  expect(complaints.join()).toContain('404'); // the browser says that what was open is gone
  complaints.length = 0;
});

test('when the sandbox is started anew, the page finds it by itself', async () => {
  const { page, server, sandbox, complaints } = await openPage();
  await server.close();
  await see(page, '#connection', 'connection lost');
  const again = await sandbox.listen(Number(new URL(server.url).port));

  await see(page, '#connection[data-state="live"]');
  await again.close();
  await see(page, '#connection', 'connection lost');
  complaints.length = 0; // the browser says that it could not connect
});

test('it is dark where the system is, and light elsewhere', async () => {
  const grounds: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    const { page } = await openPage({}, { colorScheme });
    grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
  }

  expect(grounds).toEqual(['rgb(18, 21, 27)', 'rgb(246, 247, 249)']);
});

test('a narrow window shows the list, or one task with a way back', async () => {
  const { page, create } = await openPage({}, { viewport: { width: 390, height: 700 } });
  await create();
  await page.click('#tasks .row');
  await see(page, '#task-prompt', params.prompt);
  expect(await page.locator('#tasks').isVisible()).toBe(false);

  await page.click('#back a');
  await see(page, '#tasks .row');
  expect(await page.locator('#task').isVisible()).toBe(false);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390); // nothing sticks out
});
