import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { resolveOptions } from '../../src/testing/resolve-options.js';
import { bodyOf, newRequestId } from '../../src/testing/service/exchange.js';
import { createService } from '../../src/testing/service/service.js';
import { systemClock } from '../../src/testing/service/time/clock.js';
import { PATH, params } from './support/calls.js';

const BASE = 'http://sandbox.localhost';
const BODY = new TextEncoder().encode(JSON.stringify(params));

/** The flag makes `gc` a global of contexts that come after it. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

/** The service without a face: a face takes most of the time, and keeps nothing. */
function serviceKeeping(keep: number) {
  const options = resolveOptions({ pendingMs: 0, processingMs: 0, keep });
  const service = createService(options, systemClock, new Set([BASE]));
  const create = (key: string) =>
    service.answer({
      id: newRequestId(),
      base: BASE,
      face: BASE,
      url: new URL(BASE + PATH),
      request: {
        method: 'POST',
        headers: new Headers({ Authorization: `Bearer ${options.apiKey}`, 'Idempotency-Key': key }),
      },
      body: bodyOf(BODY, PATH),
    });
  return { service, create };
}

test('over 100,000 tasks the memory stays where it was after the first: as much is kept as was asked for', async () => {
  const { service, create } = serviceKeeping(500);
  const heapAfter = async (tasks: number, name: string): Promise<number> => {
    for (let done = 0; done < tasks; done++) await create(`${name}-${done}`);
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const early = await heapAfter(20_000, 'early');
  const late = await heapAfter(80_000, 'late');

  expect(service.tasks()).toHaveLength(500);
  expect(service.requests()).toHaveLength(500);
  // Kept, 80,000 tasks and requests would take some 200 MB.
  expect(late - early).toBeLessThan(20_000_000);
}, 600_000); // some seconds, on a machine that has nothing else to do
