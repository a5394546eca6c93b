import { type Bases, baseOf } from '../bases.js';
import type { ResolvedOptions } from '../options.js';
import type {
  SandboxCall,
  SandboxCallback,
  SandboxChange,
  SandboxFault,
  SandboxRequest,
  SandboxTask,
} from '../types.js';
import { showAccount, showBalance } from './account/account-endpoints.js';
import { createCredits } from './account/credits.js';
import { authorized } from './authorized.js';
import { createBackground } from './background.js';
import { createBegin } from './begin.js';
import { type CallbackRecord, createAttempt, showCallback } from './callbacks/attempt.js';
import { createDeliver, sendAs } from './callbacks/deliver.js';
import { type Control, createControl } from './control/control.js';
import { createTask } from './create-task.js';
import { delayed } from './delayed.js';
import { type Exchange, takeIn } from './exchange.js';
import { failing, faultsOf } from './faults/failing.js';
import { createFaults, type Faults } from './faults/faults.js';
import { createRandomFaults } from './faults/random-faults.js';
import { serveFile } from './files/show-file.js';
import { createStoredFiles } from './files/stored-files.js';
import { uploadSource } from './files/upload-source.js';
import { createUploads } from './files/uploads.js';
import { getTask } from './get-task.js';
import { type Endpoint, layered } from './layers.js';
import { createLog, type Log } from './log.js';
import { createPictures } from './pictures.js';
import { createPromptFaults } from './prompt/prompt-faults.js';
import { createRateLimit } from './rate-limited.js';
import { type RequestRecord, recorded, showRequest, sizeOfRequest } from './recorded.js';
import { createRouter } from './router.js';
import { serveImage } from './serve-image.js';
import { showTask } from './show-task.js';
import { sized } from './sized.js';
import { sound } from './sound.js';
import { createFetchSource } from './source-image.js';
import { stamp, stamped } from './stamped.js';
import { createTasks } from './tasks.js';
import type { Clock } from './time/clock.js';
import { createWait } from './wait.js';
import { createWatch } from './watch.js';
import { wellFormed } from './well-formed.js';
import { withoutBodyForHead } from './without-body-for-head.js';

/**
 * The request's URL is under the base, which is where its face is. It rejects when no answer is to be given.
 * @param base the URL's origin, if it is left out
 */
export type Handle = (request: Request, base?: string) => Promise<Response>;

/** The emulated RunAPI: one state machine behind every face. */
export interface Service extends Control {
  readonly handle: Handle;
  /** The same, for a face that has taken the request in by itself. */
  answer(exchange: Exchange): Promise<Response>;
  /** Gives an answer that a face made by itself the headers that every answer has. */
  stamp(response: Response): Response;
  fail(fault: SandboxFault): void;
  faultsLeft: Faults['left'];
  tasks(): readonly SandboxTask[];
  requests(): readonly SandboxRequest[];
  callbacks(): readonly SandboxCallback[];
  subscribe(listener: (change: SandboxChange) => void): () => void;
  /** A picture by the last part of a URL's path. Looking this way is not kept as a request. */
  imageAt(url: URL): Response;
  /** Stops what still goes on for those who came through a face. */
  stop(face: string): void;
  reset(): void;
}

export function createService(options: ResolvedOptions, clock: Clock, bases: Bases): Service {
  const { apiKey, callbackSecret, callbackRetryDelaysMs, fetch, keep, pendingMs, processingMs } = options;
  const requests = createLog<RequestRecord>(keep, sizeOfRequest);
  const callbacks = createLog<CallbackRecord>(keep, ({ body }) => body.length);
  const tasks = createTasks(keep);
  const credits = createCredits(options.balanceCents, clock);
  const faults = createFaults();
  const randomFaults = createRandomFaults(options.failRate, options.seed);
  const promptFaults = createPromptFaults(keep);
  const pictures = createPictures();
  const background = createBackground();
  const wait = createWait(clock, background);
  const rateLimit = createRateLimit(options.rateLimit, clock);

  const watch = createWatch(clock, tasks, apiKey);

  const imageAt = serveImage(tasks, pictures, clock);
  const files = createStoredFiles(clock, keep);
  const uploads = createUploads(clock, files, keep);
  const fileAt = serveFile(files, clock);
  const pictureAt = (url: URL): Response => fileAt(url) ?? imageAt(url);
  const serveOwn = (url: URL) => (baseOf(url.href, bases) === undefined ? undefined : pictureAt(url));
  const fetchSource = createFetchSource({ clock, fetch, serveOwn });
  const attempt = createAttempt({
    clock,
    fetch,
    secret: callbackSecret,
    log: callbacks,
    changed: whileKnown(callbacks, watch.callback),
  });
  const deliver = createDeliver({
    clock,
    retryDelaysMs: callbackRetryDelaysMs,
    attempt,
    takeFault: faults.takeCallback,
  });
  const begin = createBegin({ clock, background, pictures, fetchSource, deliver, changed: watch.task });
  const control = createControl({
    clock,
    tasks,
    callbacks,
    background,
    begin,
    changed: watch.task,
    send: (task, url, kind, signal) => sendAs(kind, task, url, signal, { attempt }),
  });

  /** What holds for each call of the API, outermost first. */
  const api = (call: SandboxCall, endpoint: Endpoint): Endpoint =>
    layered(
      [
        failing(faultsOf(call, faults.take, randomFaults.take), wait),
        authorized(apiKey),
        rateLimit.limited,
        wellFormed,
      ],
      endpoint,
    );
  const image = layered([failing(faultsOf('image', faults.take), wait), withoutBodyForHead], ({ url }) =>
    pictureAt(url),
  );
  const put = layered([failing(faultsOf('files', faults.take, randomFaults.take), wait)], uploads.put);

  const route = createRouter([
    {
      methods: ['POST'],
      path: /^\/api\/v1\/flux_kontext\/text_to_image$/,
      endpoint: api(
        'create',
        createTask({
          clock,
          tasks,
          credits,
          promptFaults,
          wait,
          pendingMs,
          processingMs,
          begin,
          created: watch.created,
        }),
      ),
    },
    {
      methods: ['GET'],
      path: /^\/api\/v1\/flux_kontext\/text_to_image\/[^/]+$/,
      endpoint: api('get', getTask(tasks, clock)),
    },
    { methods: ['GET'], path: /^\/api\/v1\/me$/, endpoint: api('account', showAccount) },
    { methods: ['GET'], path: /^\/api\/v1\/me\/balance$/, endpoint: api('account', showBalance(credits)) },
    {
      methods: ['POST'],
      path: /^\/api\/v1\/files$/,
      endpoint: api('files', uploadSource({ clock, background, files, fetchSource })),
    },
    { methods: ['POST'], path: /^\/api\/v1\/files\/prepare$/, endpoint: api('files', uploads.prepare) },
    { methods: ['POST'], path: /^\/api\/v1\/files\/confirm$/, endpoint: api('files', uploads.confirm) },
    { methods: ['PUT'], path: /^\/uploads\/[^/]+$/, endpoint: put },
    { methods: ['GET', 'HEAD'], path: /^\/(images\/[^/]+|files\/[^/]+\/[^/]+)$/, endpoint: image },
  ]);

  /** What holds for every request, outermost first. */
  const answer = layered(
    [
      recorded({ log: requests, clock, changed: whileKnown(requests, watch.request) }),
      stamped,
      delayed(options.latencyMs, wait),
      sound,
      sized,
    ],
    route,
  );

  return {
    ...control,
    handle: async (request, base = new URL(request.url).origin) => answer(await takeIn(request, base)),
    answer: async (exchange) => answer(exchange),
    stamp,
    fail: faults.add,
    faultsLeft: faults.left,
    tasks: () => tasks.all().map((task) => showTask(task, clock.now())),
    requests: () => requests.entries().map((record) => showRequest(record, apiKey)),
    callbacks: () => callbacks.entries().map(showCallback),
    imageAt,
    subscribe: watch.subscribe,
    stop: (face) => background.stop((owner) => owner.face === face),
    reset: () => {
      background.stop();
      const states = [
        tasks,
        credits,
        faults,
        randomFaults,
        promptFaults,
        rateLimit,
        pictures,
        files,
        uploads,
        requests,
        callbacks,
      ];
      for (const state of states) state.clear();
      watch.reset();
    },
  };
}

/** Tells of a record's change, unless a reset came before it. */
const whileKnown =
  <T extends object>(log: Log<T>, tell: (record: T) => void) =>
  (record: T): void => {
    if (log.knows(record)) tell(record);
  };
