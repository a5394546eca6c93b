import { expect, test } from 'vitest';
import { callsTo, params } from '../support/calls.js';
import { PATIENCE, see, textOf, useBrowser } from './opened-page.js';

const openPage = useBrowser();

type Opened = Awaited<ReturnType<typeof openPage>>;

/** In process, which takes a load off the machine: the page does not see the difference. */
async function createMany({ sandbox }: Opened, count: number, name = 'Task'): Promise<void> {
  const { create } = callsTo(sandbox);
  for (let at = 0; at < count; at++) await create({ ...params, prompt: `${name} ${at}` });
}

test('of 520 tasks it lists the newest 500, and says so', async () => {
  const opened = await openPage();
  await createMany(opened, 520);
  await see(opened.page, '#tasks .row', 'Task 519');

  await expect.poll(() => textOf(opened.page, '#task-count'), PATIENCE).toBe('500+');
  expect(await opened.page.locator('#tasks .row').count()).toBe(500);
  expect(await opened.page.locator('#cut').textContent()).toBe('Older ones are not listed.');
});

test('exactly 500 are all of them, after a reload, too', async () => {
  const opened = await openPage();
  await createMany(opened, 500);
  await expect.poll(() => textOf(opened.page, '#task-count'), PATIENCE).toBe('500');
  await opened.page.reload();

  await expect.poll(() => textOf(opened.page, '#task-count'), PATIENCE).toBe('500');
  expect(await opened.page.locator('#cut').isVisible()).toBe(false);
});

test('a change touches its own row only, however many there are', async () => {
  const opened = await openPage();
  const { page, sandbox } = opened;
  await createMany(opened, 500);
  await expect.poll(() => page.locator('#tasks .row').count(), PATIENCE).toBe(500);
  await page.evaluate(() => {
    const touched = new Set<string>();
    new MutationObserver((changes) => {
      for (const { target } of changes)
        touched.add(target.parentElement?.closest('li')?.textContent ?? target.nodeName);
      document.body.dataset['touched'] = String(touched.size);
    }).observe(document.querySelector('#tasks') as Node, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  const [task] = sandbox.tasks.slice(250);
  sandbox.finish(task?.id ?? '');

  await expect.poll(() => page.getAttribute('body', 'data-touched'), PATIENCE).toBe('1');
});

test('pictures are asked for when somebody can see them, and not before', async () => {
  const opened = await openPage();
  const { page, sandbox } = opened;
  await createMany(opened, 100);
  await see(page, '#tasks .row', 'Task 99');
  for (const { id } of sandbox.tasks) sandbox.finish(id);
  await expect.poll(() => page.locator('.thumb[data-src]').count(), PATIENCE).toBe(100);
  await expect.poll(() => page.locator('.thumb[src]').count(), PATIENCE).toBeGreaterThan(5);
  expect(await page.locator('.thumb[src]').count()).toBeLessThan(20); // of 100, some ten are in view

  const last = page.locator('#tasks .row').last();
  expect(await last.locator('.thumb[src]').count()).toBe(0);
  await last.scrollIntoViewIfNeeded();
  await expect.poll(() => last.locator('.thumb[src]').count(), PATIENCE).toBe(1);
});

test('the row with the focus keeps it while others come in above', async () => {
  const opened = await openPage();
  const { page } = opened;
  await createMany(opened, 20, 'Early');
  await see(page, '#tasks .row', 'Early 19');
  const prompt = await textOf(page, '#tasks li:nth-child(3) .prompt');
  await page.locator('#tasks .row').nth(2).focus();
  await createMany(opened, 60, 'Late');
  await see(page, '#tasks .row', 'Late 59');

  expect(await page.evaluate(() => document.activeElement?.querySelector('.prompt')?.textContent)).toBe(
    prompt,
  );
});
