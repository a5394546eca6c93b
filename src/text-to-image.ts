import type {
  Call,
  Deadline,
  Explain,
  RequestOptions,
  ResolvedOptions,
  Send,
  ValidationIssue,
} from '@runapi.ai/core';
import {
  checkRequestOptions,
  deadlineIn,
  encodeId,
  guess,
  invalidResponse,
  newIdempotencyKey,
  noDeadline,
  POLLING_DEFAULTS,
  poll,
  pollingIssues,
  redactor,
  toCall,
  untilAborted,
  withContext,
} from '@runapi.ai/core';
import { RUN_OPTIONS } from './option-names.js';
import { checkParams } from './params/check.js';
import { paramNames } from './params/find-faults.js';
import type { TextToImageParams } from './params/params.js';
import { serializeParams } from './params/serialize.js';
import { isFinal, readCreated, readTask } from './response.js';
import { runIssues } from './run-issues.js';
import { createFailed, leaving, taskFailed, waitFailed } from './task-errors.js';
import type {
  CompletedTextToImageResponse,
  CreateOptions,
  PollingOptions,
  RunOptions,
  TaskCreateResponse,
  TextToImageResponse,
} from './types.js';

const PATH = '/api/v1/flux_kontext/text_to_image';

/** Pictures from a prompt, and edits of a picture. Reached as `client.textToImage`. */
export class TextToImage {
  readonly #options: ResolvedOptions;
  readonly #send: Send;

  /** @internal */
  constructor(options: ResolvedOptions, send: Send) {
    this.#options = options;
    this.#send = send;
  }

  /**
   * Makes a task, which is what costs, and returns at once: the picture comes later, by `callback_url`, `get`
   * or `wait`. All attempts carry one `Idempotency-Key`, so that no retry makes a second task.
   * @throws ValidationError before anything is sent, with all `issues`; or any other error of the SDK. Each one
   *   carries `idempotencyKey`: repeat the call with it, and the same task comes back. `outcomeKnown` is `false`
   *   when the failed call may have made the task.
   */
  async create(params: TextToImageParams, options: CreateOptions = {}): Promise<TaskCreateResponse> {
    return this.#create(params, options, { deadline: noDeadline });
  }

  /**
   * The task as it is now.
   * @throws NotFoundError, ValidationError for what is no id, or any other error of the SDK; with `taskId`
   */
  async get(id: string, options: RequestOptions = {}): Promise<TextToImageResponse> {
    checkRequestOptions(options, RUN_OPTIONS, undefined, asParam);
    const call = toCall(this.#options, { method: 'GET', path: taskPath(id) }, options);
    try {
      return await this.#ask(call);
    } catch (error) {
      throw leaving(error, { taskId: id });
    }
  }

  /**
   * Waits until the task is completed: also one that another process made. Passing faults do not end the
   * waiting: polling is the retrying, so `maxRetries` is not looked at here.
   * @throws TaskFailedError, with the task as `details`; TaskTimeoutError after `maxWaitMs`, while the task goes
   *   on; AbortError; or an error that does not pass, such as AuthenticationError. Each one carries `taskId`.
   */
  async wait(
    id: string,
    options: RequestOptions & PollingOptions = {},
  ): Promise<CompletedTextToImageResponse> {
    taskPath(id); // refuses what is no id, which no error should carry as one
    try {
      checkRequestOptions(options, RUN_OPTIONS, pollingIssues, asParam);
      return this.#wait(id, options, deadlineIn(maxWaitMs(options)));
    } catch (error) {
      throw withContext(error, { taskId: id });
    }
  }

  /**
   * Makes a task and waits until it is completed: for scripts. In a request handler use `create` with a
   * `callback_url`.
   * @throws what `create` and `wait` throw. Once there is a task, every error of the SDK carries `taskId`, beside an
   *   `idempotencyKey` of yours. What `onCreated` or `onUpdate` throws comes out as it is, without them.
   */
  async run(params: TextToImageParams, options: RunOptions = {}): Promise<CompletedTextToImageResponse> {
    const deadline = deadlineIn(maxWaitMs(options));
    // 0 asks once, and there must be a task to ask for: it has one attempt, whole, and no retry.
    const limits = maxWaitMs(options) === 0 ? { deadline: noDeadline, maxRetries: 0 } : { deadline };
    const task = await this.#create(params, options, limits, runIssues);
    const { id } = task; // before `onCreated`, which may write to it
    try {
      await untilAborted(options.signal, options.onCreated?.(task));
      return this.#wait(id, options, deadline);
    } catch (error) {
      // What `onCreated` throws is the user's: it keeps its words, and a stack that leads to them.
      if (options.signal?.aborted) throw waitFailed(error, id, options);
      throw withContext(error, { taskId: id, idempotencyKey: options.idempotencyKey });
    }
  }

  async #create(
    params: TextToImageParams,
    options: CreateOptions,
    limits: { deadline: Deadline; maxRetries?: number },
    moreIssues?: (options: CreateOptions) => ValidationIssue[],
  ): Promise<TaskCreateResponse> {
    const idempotencyKey = options?.idempotencyKey ?? newIdempotencyKey();
    try {
      checkRequestOptions(options, RUN_OPTIONS, moreIssues, asParam);
      checkParams(params, options.extraBody, { allowLoopback: this.#options.baseUrl.isLoopback });
      const body = serializeParams(params, options.extraBody);
      const request = { method: 'POST', path: PATH, body, ...limits } as const;
      const reply = await this.#send(toCall(this.#options, request, { ...options, idempotencyKey }));
      return readCreated(reply.body, (fault) => invalidResponse(reply, fault));
    } catch (error) {
      throw createFailed(error, idempotencyKey);
    }
  }

  /**
   * Whatever it rejects with carries the id. Its callers give the promise back and don't await it: of the thousands that
   * wait at once, each would keep the frame of one more function.
   */
  #wait(id: string, options: RunOptions, deadline: Deadline): Promise<CompletedTextToImageResponse> {
    const path = taskPath(id);
    // Word for word: an object that begins with a spread gets a hidden class of its own, 0.5 kB for each task.
    return poll<TextToImageResponse>({
      taskId: id,
      ask: (until, onSent) =>
        this.#ask(
          toCall(this.#options, { method: 'GET', path, deadline: until, maxRetries: 0, onSent }, options),
        ),
      isFinal,
      maxWaitMs: maxWaitMs(options),
      pollIntervalMs: options.pollIntervalMs,
      onUpdate: options.onUpdate,
      signal: options.signal,
      deadline,
      retryBaseDelayMs: this.#options.retryBaseDelayMs,
      retryMaxDelayMs: this.#options.retryMaxDelayMs,
      log: this.#options.log,
    }).then(
      (task) => {
        if (task.status === 'completed') return task;
        throw waitFailed(taskFailed(id, redactor(this.#options.apiKey)(task)), id, options);
      },
      (error: unknown) => {
        throw waitFailed(error, id, options);
      },
    );
  }

  #ask(call: Call): Promise<TextToImageResponse> {
    return this.#send(call).then((reply) => readTask(reply.body, (fault) => invalidResponse(reply, fault)));
  }
}

/** Also what is said to who swaps the two arguments. */
const asParam: Explain = (name, names) =>
  paramNames().includes(name)
    ? 'is a parameter: it goes into the params of create or run, the first argument'
    : guess('option')(name, names);

const taskPath = (id: string): string => `${PATH}/${encodeId(id)}`;

/** Asked for before the options are checked, since the time runs from then; what is no number is refused there. */
const maxWaitMs = (options: PollingOptions | null): number =>
  typeof options?.maxWaitMs === 'number' ? options.maxWaitMs : POLLING_DEFAULTS.maxWaitMs;
