/** What is needed of Node's `IncomingMessage`, and what frameworks hang on it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether somebody has begun to read the stream. */
  readonly readableDidRead: boolean;
  readonly rawBody?: unknown;
  readonly body?: unknown;
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/**
 * The raw body: what is left of it that nobody has parsed.
 * @param bodies where frameworks and parsers leave it
 */
export function nodeBody(request: NodeRequest, bodies: readonly unknown[]): BodyInit {
  for (const body of bodies) if (isRaw(body)) return body;
  return request.readableDidRead ? failing(new Error(EATEN)) : streamOf(request);
}

const EATEN = `A body parser has eaten this request, so its signature can not be checked. Keep the raw bytes:
  Express: app.post(path, express.raw({ type: '*/*' }), toNodeListener(handler)); before app.use(express.json())
  or for all routes: express.json({ verify: (request, _response, raw) => { request.rawBody = raw; } })
  Fastify, in a scope of its own (app.register): scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));`;

const isRaw = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || ArrayBuffer.isView(body);

const failing = (error: Error): ReadableStream =>
  new ReadableStream({ pull: (controller) => controller.error(error) });

/** Node's stream as the web's, which reads no further ahead than it is asked to. */
function streamOf(request: NodeRequest): ReadableStream<Uint8Array> {
  let open = true;
  const once = (end: () => void) => () => {
    if (open) end();
    open = false;
  };
  return new ReadableStream({
    start(controller) {
      request.on('data', (chunk) => {
        if (!open) return; // cancelled: the rest is read and not kept, so that the answer can be sent
        controller.enqueue(chunk);
        request.pause();
      });
      request.on(
        'end',
        once(() => controller.close()),
      );
      request.on('error', (error) => once(() => controller.error(error))());
      request.on(
        'close',
        once(() => controller.error(new Error('The connection broke within the body.'))),
      );
    },
    pull: () => void request.resume(),
    cancel() {
      open = false;
      request.resume();
    },
  });
}
