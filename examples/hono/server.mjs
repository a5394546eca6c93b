// Hono on Node: create, answer at once, be told. How to start it: examples/README.md
import { serve } from '@hono/node-server';
import { ConflictError, FluxKontextClient, NotFoundError, ValidationError } from '@runapi.ai/flux-kontext';
import { createCallbackHandler } from '@runapi.ai/flux-kontext/callbacks';
import { Hono } from 'hono';

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

const app = new Hono();

// The handler reads the body itself: the signature is over the raw bytes.
app.post(CALLBACK_PATH, (context) => receiveCallback(context.req.raw));

// Your sign-in goes before this: whoever may call it spends your credits.
app.post('/pictures', async (context) => {
  const { orderId, prompt } = (await context.req.json().catch(() => undefined)) ?? {};
  if (typeof orderId !== 'string' || !orderId) {
    return context.json({ error: 'Send JSON with an orderId and a prompt.' }, 400);
  }
  const { id } = await client.textToImage.create(
    { model: 'flux-kontext-pro', prompt, callback_url: callbackUrl },
    { idempotencyKey: `order-${orderId}` }, // an order sent twice is one picture, paid for once
  );
  return context.json({ id }, 202, { Location: `/pictures/${id}` });
});

app.get('/pictures/:id', async (context) => {
  const id = context.req.param('id');
  const task = finished.get(id) ?? (await client.textToImage.get(id)); // ask, should a callback be lost
  return context.json({ id, status: task.status, url: task.images?.[0].url, error: task.error });
});

app.onError((error, context) => {
  if (error instanceof ValidationError) return context.json({ issues: error.issues }, 422);
  if (error instanceof ConflictError)
    return context.json({ error: 'This order was made with other parameters.' }, 409);
  if (error instanceof NotFoundError) {
    return context.json({ error: 'There is no such picture.' }, 404);
  }
  console.error(error); // for us to fix; the visitor need not see it
  return context.json({ error: 'Send it again later.' }, 503);
});

serve({ fetch: app.fetch, port: Number(PORT) }, () => console.log(`Listening at ${PUBLIC_URL}`));
