import { createFetch } from './faces/fetch.js';
import { createListen } from './faces/listen.js';
import { resolveOptions, type SandboxOptions } from './options.js';
import { systemClock } from './service/clock.js';
import { createService } from './service/service.js';
import type { Sandbox } from './types.js';

// Everything under .localhost is loopback (RFC 6761), so clients accept plain http and callbacks to this machine.
const IN_PROCESS_URL = 'http://sandbox.localhost';

/** A RunAPI in this process: nothing is paid, nothing leaves the machine but what `options.fetch` sends. */
export function createSandbox(options?: SandboxOptions): Sandbox {
  const resolved = resolveOptions(options);
  const { apiKey, callbackSecret } = resolved;
  const origins = new Set([IN_PROCESS_URL]);
  const service = createService(resolved, systemClock, origins);
  const fetch = createFetch(service.handle, origins);

  return {
    url: IN_PROCESS_URL,
    apiKey,
    callbackSecret,
    clientOptions: { apiKey, baseUrl: IN_PROCESS_URL, fetch, dangerouslyAllowBrowser: true }, // this key opens nothing
    fetch,
    listen: createListen(service, origins),
    fail: service.fail,
    get tasks() {
      return service.tasks();
    },
    get requests() {
      return service.requests();
    },
    get callbacks() {
      return service.callbacks();
    },
    reset: service.reset,
  };
}
