import { assertDone } from './assert-done.js';
import { createFetch } from './faces/fetch.js';
import { createListen } from './faces/listen.js';
import { createMswHandlers } from './faces/msw-handlers.js';
import type { SandboxOptions } from './options.js';
import { createPage } from './page/page.js';
import { resolveOptions } from './resolve-options.js';
import { nextSecretOf } from './service/callbacks/next-secret.js';
import { createService } from './service/service.js';
import { systemClock } from './service/time/clock.js';
import { createManualClock } from './service/time/manual-clock.js';
import type { Sandbox } from './types.js';
import { createWaitFor } from './wait-for.js';

// Everything under .localhost is loopback (RFC 6761), so clients accept plain http and callbacks to this machine.
const IN_PROCESS_URL = 'http://sandbox.localhost';

/** A RunAPI in this process: nothing is paid, nothing leaves the machine but what `options.fetch` sends. */
export function createSandbox(options?: SandboxOptions): Sandbox {
  requireFetchApi();
  const resolved = resolveOptions(options);
  const { apiKey, callbackSecret } = resolved;
  const bases = new Set([IN_PROCESS_URL]);
  const manual = resolved.clock === 'manual' ? createManualClock(Date.now()) : undefined;
  const clock = manual ?? systemClock;
  const service = createService(resolved, clock, bases);
  const fetch = createFetch(service.handle, bases);
  const { fail, finish, failTask, redeliver, subscribe, reset } = service;

  return {
    url: IN_PROCESS_URL,
    apiKey,
    callbackSecret,
    nextCallbackSecret: nextSecretOf(callbackSecret),
    clientOptions: { apiKey, baseUrl: IN_PROCESS_URL, fetch, dangerouslyAllowBrowser: true }, // this key opens nothing
    fetch,
    listen: createListen(service, bases, createPage({ ...service, apiKey })),
    mswHandlers: createMswHandlers(service, bases),
    fail,
    clock: { kind: resolved.clock, now: clock.now },
    advance: async (ms) => {
      if (!manual) throw new Error("sandbox.advance needs createSandbox({ clock: 'manual' }).");
      await manual.advance(ms);
    },
    finish,
    failTask,
    redeliver,
    subscribe,
    assertDone: () => assertDone(service.faultsLeft()),
    waitFor: createWaitFor(service),
    get tasks() {
      return service.tasks();
    },
    get requests() {
      return service.requests();
    },
    get callbacks() {
      return service.callbacks();
    },
    reset,
  };
}

/** Jest's environment for jsdom takes away what Node has. */
function requireFetchApi(): void {
  const missing = ['Request', 'Response', 'Headers'].filter(
    (name) => typeof Reflect.get(globalThis, name) !== 'function',
  );
  if (missing.length === 0) return;
  throw new Error(
    `createSandbox: this environment has no ${missing.join(', ')}: use Node 18 or newer, and in Jest testEnvironment: 'node'.`,
  );
}
