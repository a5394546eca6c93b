// Fastify: create, answer at once, be told. How to start it: examples/README.md
import {
  ConflictError,
  FluxKontextClient,
  NotFoundError,
  RunApiError,
  ValidationError,
} from '@runapi.ai/flux-kontext';
import { createCallbackHandler, toNodeListener } from '@runapi.ai/flux-kontext/callbacks';
import Fastify from 'fastify';

const { PORT = '3000', PUBLIC_URL = `http://localhost:${PORT}` } = process.env;
const CALLBACK_PATH = '/webhooks/runapi/flux-kontext';
const callbackUrl = new URL(CALLBACK_PATH, PUBLIC_URL).href;

const client = new FluxKontextClient(); // one for the process; reads RUNAPI_API_KEY
const finished = new Map(); // in place of your database: final tasks by their id

// One for the process, too: it remembers what it has handled. Reads RUNAPI_CALLBACK_SECRET: 'new,old' while you rotate it.
const receiveCallback = createCallbackHandler({
  onCompleted: ({ task }) => {
    finished.set(task.id, task);
    console.log(`${task.id} completed: ${task.images[0].url}`);
  },
  onFailed: ({ task }) => {
    finished.set(task.id, task);
    console.log(`${task.id} failed: ${task.error}`);
  },
});

const app = Fastify();

// In a scope of its own, where nothing parses the body: the signature is over the raw bytes.
app.register(async (scope) => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  scope.post(CALLBACK_PATH, toNodeListener(receiveCallback));
});

const body = {
  type: 'object',
  required: ['orderId', 'prompt'],
  properties: { orderId: { type: 'string', minLength: 1 }, prompt: { type: 'string' } },
};

// Your sign-in goes before this: whoever may call it spends your credits.
app.post('/pictures', { schema: { body } }, async (request, reply) => {
  const { orderId, prompt } = request.body;
  const { id } = await client.textToImage.create(
    { model: 'flux-kontext-pro', prompt, callback_url: callbackUrl },
    { idempotencyKey: `order-${orderId}` }, // an order sent twice is one picture, paid for once
  );
  return reply.code(202).header('Location', `/pictures/${id}`).send({ id });
});

app.get('/pictures/:id', async (request) => {
  const { id } = request.params;
  const task = finished.get(id) ?? (await client.textToImage.get(id)); // ask, should a callback be lost
  return { id, status: task.status, url: task.images?.[0].url, error: task.error };
});

app.setErrorHandler((error, _request, reply) => {
  if (!(error instanceof RunApiError)) return reply.send(error); // Fastify's own
  if (error instanceof ValidationError) return reply.code(422).send({ issues: error.issues });
  if (error instanceof ConflictError)
    return reply.code(409).send({ error: 'This order was made with other parameters.' });
  if (error instanceof NotFoundError) return reply.code(404).send({ error: 'There is no such picture.' });
  console.error(error); // for us to fix; the visitor need not see it
  return reply.code(503).send({ error: 'Send it again later.' });
});

await app.listen({ port: Number(PORT) });
console.log(`Listening at ${PUBLIC_URL}`);
