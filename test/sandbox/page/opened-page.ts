import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, vi } from 'vitest';
import type { SandboxOptions } from '../../../src/testing/index.js';
import { launchChromium } from '../../support/chromium.js';
import { overHttp } from '../support/server.js';

/** How long a page may take on a machine that does more than this; what holds is seen at once. */
export const PATIENCE = { timeout: 30_000 };

/** A browser for all tests of a file, and pages in it. */
export function useBrowser() {
  let browser: Browser;
  vi.setConfig({ testTimeout: 2 * PATIENCE.timeout });
  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser?.close());

  /** A sandbox with its page open in a fresh window. Whatever the browser complains of fails the test at its end. */
  async function openPage(options: SandboxOptions = {}, window: BrowserContextOptions = {}) {
    const context = await overHttp({ processingMs: 60_000, ...options });
    const { page, complaints } = await openWindow(window);
    await page.goto(context.server.url);
    await see(page, '#connection[data-state="live"]');
    return { ...context, page, complaints };
  }

  async function openWindow(window: BrowserContextOptions) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...window });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE.timeout);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    onTestFinished(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    return { page, complaints };
  }
  return openPage;
}

/** Waits until an element with this text can be seen. */
export const see = (page: Page, selector: string, text: string | RegExp = ''): Promise<void> =>
  page.locator(selector, { hasText: text }).first().waitFor({ state: 'visible' });

/** Opens an exchange, and waits for what is in it: the browser tells the page of the opening a little later. */
export async function unfold(row: Locator): Promise<void> {
  await row.locator('summary').click();
  await row.locator('.parts > *').first().waitFor({ state: 'visible' });
}

export const textOf = async (page: Page, selector: string): Promise<string> =>
  (await page.locator(selector).first().textContent()) ?? '';
