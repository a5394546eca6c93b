import type { ResolvedOptions } from '../options.js';
import type { SandboxCallback, SandboxFault, SandboxRequest, SandboxTask } from '../types.js';
import { authorized } from './authorized.js';
import { createBackground } from './background.js';
import { createBegin } from './begin.js';
import type { Clock } from './clock.js';
import { createTask } from './create-task.js';
import { type CallbackRecord, createDeliver } from './deliver.js';
import { takeIn } from './exchange.js';
import { failing } from './failing.js';
import { type ApiCall, createFaults } from './faults.js';
import { getTask } from './get-task.js';
import { type Endpoint, layered } from './layers.js';
import { createLog } from './log.js';
import { createPictures } from './pictures.js';
import { type RequestRecord, recorded, showRequest } from './recorded.js';
import { createRouter } from './router.js';
import { serveImage } from './serve-image.js';
import { showTask } from './show-task.js';
import { sized } from './sized.js';
import { sound } from './sound.js';
import { createFetchSource } from './source-image.js';
import { stamp, stamped } from './stamped.js';
import { createTasks } from './tasks.js';
import { wellFormed } from './well-formed.js';
import { withoutBodyForHead } from './without-body-for-head.js';

/** The request's URL has the origin of the face through which it came. It rejects when no answer is to be given. */
export type Handle = (request: Request) => Promise<Response>;

/** The emulated RunAPI: one state machine behind every face. */
export interface Service {
  readonly handle: Handle;
  /** Gives an answer that a face made by itself the headers that every answer has. */
  stamp(response: Response): Response;
  fail(fault: SandboxFault): void;
  tasks(): readonly SandboxTask[];
  requests(): readonly SandboxRequest[];
  callbacks(): readonly SandboxCallback[];
  /** Stops what tasks that came through a face still do. */
  stop(origin: string): void;
  reset(): void;
}

export function createService(options: ResolvedOptions, clock: Clock, origins: ReadonlySet<string>): Service {
  const { apiKey, callbackSecret, callbackRetryDelaysMs, fetch, keep, pendingMs, processingMs } = options;
  const requests = createLog<RequestRecord>(keep);
  const callbacks = createLog<CallbackRecord>(keep);
  const tasks = createTasks(keep);
  const faults = createFaults();
  const pictures = createPictures();
  const background = createBackground();

  const imageAt = serveImage(tasks, pictures, clock);
  const serveOwn = (url: URL) => (origins.has(url.origin) ? imageAt(url) : undefined);
  const fetchSource = createFetchSource({ clock, fetch, serveOwn });
  const retryDelaysMs = callbackRetryDelaysMs;
  const deliver = createDeliver({ clock, fetch, secret: callbackSecret, retryDelaysMs, log: callbacks });
  const begin = createBegin({ clock, background, pictures, fetchSource, deliver });

  /** What holds for each call of the API, outermost first. */
  const api = (call: ApiCall, endpoint: Endpoint): Endpoint =>
    layered([failing(faults, call), authorized(apiKey), wellFormed], endpoint);

  const route = createRouter([
    {
      methods: ['POST'],
      path: /^\/api\/v1\/flux_kontext\/text_to_image$/,
      endpoint: api('create', createTask({ clock, tasks, pendingMs, processingMs, begin })),
    },
    {
      methods: ['GET'],
      path: /^\/api\/v1\/flux_kontext\/text_to_image\/[^/]+$/,
      endpoint: api('get', getTask(tasks, clock)),
    },
    {
      methods: ['GET', 'HEAD'],
      path: /^\/images\/[^/]+$/,
      endpoint: withoutBodyForHead(({ url }) => imageAt(url)),
    },
  ]);

  /** What holds for every request, outermost first. */
  const answer = layered([recorded(requests, clock), stamped, sound, sized], route);

  return {
    handle: async (request) => answer(await takeIn(request)),
    stamp,
    fail: faults.add,
    tasks: () => tasks.all().map((task) => showTask(task, clock.now())),
    requests: () => requests.entries().map((record) => showRequest(record, apiKey)),
    callbacks: () => callbacks.entries().map((record) => ({ ...record })),
    stop: background.stop,
    reset: () => {
      background.stop();
      for (const state of [tasks, faults, pictures, requests, callbacks]) state.clear();
    },
  };
}
