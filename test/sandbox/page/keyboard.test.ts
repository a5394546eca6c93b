import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { idOf, params } from '../support/calls.js';
import { receiver } from '../support/receiver.js';
import { PATIENCE, see, textOf, useBrowser } from './opened-page.js';

const openPage = useBrowser();

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.id || (document.activeElement?.textContent ?? ''));

/** Three tasks, the newest is C. */
async function withThree(options = {}) {
  const context = await openPage(options);
  for (const prompt of ['A', 'B', 'C']) await context.create({ ...params, prompt });
  await expect.poll(() => context.page.locator('#tasks .row').count(), PATIENCE).toBe(3);
  return context;
}

test('Tab goes to the list once, the arrow keys go in it, and Enter opens', async () => {
  const { page } = await withThree();
  await page.focus('#show-requests');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toMatch(/^C/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  expect(await focused(page)).toMatch(/^B/);
  await page.keyboard.press('Enter');
  await see(page, '#task-prompt', 'B');
  await page.keyboard.press('Tab');

  expect(await focused(page)).not.toMatch(/^[ABC]/); // out of the list at once
});

test('what has the focus shows it', async () => {
  const { page } = await withThree();
  await page.focus('#show-requests');
  await page.keyboard.press('Tab');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);

  expect(outline).toBe('solid');
});

test('j and k leaf through the tasks', async () => {
  const { page } = await withThree();
  for (const [key, prompt] of [
    ['j', 'C'],
    ['j', 'B'],
    ['j', 'A'],
    ['j', 'A'],
    ['k', 'B'],
  ] as const) {
    await page.keyboard.press(key);
    await see(page, '#task-prompt', prompt);
  }

  expect(await textOf(page, '#tasks [aria-current] .prompt')).toBe('B');
});

test('a whole task with the keyboard alone: open, finish, redeliver', async () => {
  const { fetch, received } = receiver();
  const { page, create, sandbox } = await openPage({ fetch });
  const id = await idOf(create({ ...params, callback_url: 'http://127.0.0.1:9/hook' }));
  await see(page, '#tasks .row');
  await page.keyboard.press('j');
  await see(page, '#task-id', id);
  await page.keyboard.press('f');
  await see(page, '#callback-count', '1');
  await see(page, '#redeliver[aria-disabled="false"]');
  await page.keyboard.press('r');
  await see(page, '#callback-count', '2');

  expect(sandbox.tasks[0]?.status).toBe('completed');
  expect(received).toHaveLength(2);
});

test('x leads to the reason, letters there are letters, Enter fails the task, and Escape leads back to the list', async () => {
  const { page, sandbox } = await withThree();
  await page.keyboard.press('j');
  await see(page, '#task-prompt', 'C');
  await page.keyboard.press('x');
  await page.keyboard.type('jerk of a fox');
  await page.keyboard.press('Enter');
  await see(page, '#task-error', 'jerk of a fox');
  await page.keyboard.press('Escape');

  expect(await focused(page)).toMatch(/^C/);
  expect(sandbox.tasks.at(-1)).toMatchObject({ status: 'failed', error: 'jerk of a fox' });
});

test('1 and 2 change the list, and the keys that there are stand on the page', async () => {
  const { page } = await withThree();
  await page.keyboard.press('2');
  await see(page, '#requests .row');
  await page.keyboard.press('1');
  await see(page, '#tasks .row');

  for (const key of ['j', 'k', '1', '2', 'f', 'x', 'r', 'Esc']) {
    expect(await page.locator('footer kbd', { hasText: new RegExp(`^${key}$`) }).isVisible()).toBe(true);
  }
});

test('with Ctrl the keys are the browser’s', async () => {
  const { page, sandbox } = await withThree();
  await page.keyboard.press('j');
  await see(page, '#task-prompt', 'C');
  await page.keyboard.press('Control+f');

  expect(sandbox.tasks.every(({ status }) => status !== 'completed')).toBe(true);
});

test('a button that was pressed keeps the focus', async () => {
  const { page } = await withThree();
  await page.keyboard.press('j');
  await see(page, '#task-prompt', 'C');
  await page.focus('#finish');
  await page.keyboard.press('Enter');
  await see(page, '#outcome', 'Finished.');
  await see(page, '#task-status', 'completed');

  expect(await focused(page)).toBe('finish');
});

test.each([1280, 390])('after Escape j goes on from where it was, in a window of %d px', async (width) => {
  const { page } = await withThree();
  await page.setViewportSize({ width, height: 800 });
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await see(page, '#task-prompt', 'B');
  await page.keyboard.press('Escape');
  expect(await focused(page)).toMatch(/^B/);
  await page.keyboard.press('j');

  await see(page, '#task-prompt', 'A');
});
