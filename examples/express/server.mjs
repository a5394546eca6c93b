// Express 5: create, answer at once, be told. How to start it: examples/README.md
import {
  ConflictError,
  FluxKontextClient,
  NotFoundError,
  RunApiError,
  ValidationError,
} from '@runapi.ai/flux-kontext';
import { createCallbackHandler, toNodeListener } from '@runapi.ai/flux-kontext/callbacks';
import express from 'express';

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

const app = express();

// Before any body parser: the signature is over the raw bytes.
app.post(CALLBACK_PATH, toNodeListener(receiveCallback));

app.use(express.json());

// Your sign-in goes before this: whoever may call it spends your credits.
app.post('/pictures', async (request, response) => {
  const { orderId, prompt } = request.body ?? {};
  if (typeof orderId !== 'string' || !orderId) {
    response.status(400).json({ error: 'Send JSON with an orderId and a prompt.' });
    return;
  }
  const { id } = await client.textToImage.create(
    { model: 'flux-kontext-pro', prompt, callback_url: callbackUrl },
    { idempotencyKey: `order-${orderId}` }, // an order sent twice is one picture, paid for once
  );
  response.status(202).location(`/pictures/${id}`).json({ id });
});

app.get('/pictures/:id', async (request, response) => {
  const { id } = request.params;
  const task = finished.get(id) ?? (await client.textToImage.get(id)); // ask, should a callback be lost
  response.json({ id, status: task.status, url: task.images?.[0].url, error: task.error });
});

app.use((error, _request, response, next) => {
  if (!(error instanceof RunApiError)) return next(error);
  if (error instanceof ValidationError) return response.status(422).json({ issues: error.issues });
  if (error instanceof ConflictError) {
    return response.status(409).json({ error: 'This order was made with other parameters.' });
  }
  if (error instanceof NotFoundError)
    return response.status(404).json({ error: 'There is no such picture.' });
  console.error(error); // for us to fix; the visitor need not see it
  response.status(503).json({ error: 'Send it again later.' });
});

app.listen(PORT, (error) => {
  if (error) throw error;
  console.log(`Listening at ${PUBLIC_URL}`);
});
