import { type CallbackHandlerOptions, createCallbackHandler } from '@runapi.ai/flux-kontext/callbacks';
import { vi } from 'vitest';
import { type Delivery, requestOf, SECRET } from './deliveries.js';

/** A logger that keeps what it is told. */
export function quietLogger() {
  const logger = { warn: vi.fn(), error: vi.fn() };
  const lines = () => [...logger.warn.mock.calls, ...logger.error.mock.calls].flat().map(String).join('\n');
  return { ...logger, lines };
}

/** A handler with functions that note what they were given, and what is to be different in it. */
export function receiver(options: Partial<CallbackHandlerOptions> = {}) {
  const onCompleted = vi.fn();
  const onFailed = vi.fn();
  const logger = quietLogger();
  const handler = createCallbackHandler({ secret: SECRET, onCompleted, onFailed, logger, ...options });
  /** The status that a delivery is answered with. */
  const deliver = async (sent: Delivery): Promise<number> => (await handler(requestOf(sent))).status;
  return { handler, deliver, onCompleted, onFailed, logger };
}

/** A promise, and what settles it. */
export function gate<T = void>() {
  let open: (value: T) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}
