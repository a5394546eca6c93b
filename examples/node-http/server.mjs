// node:http alone: create, answer at once, be told. How to start it: examples/README.md
import { createServer } from 'node:http';
import { ConflictError, FluxKontextClient, NotFoundError, ValidationError } from '@runapi.ai/flux-kontext';
import { createCallbackHandler, toNodeListener } from '@runapi.ai/flux-kontext/callbacks';

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

const callbackListener = toNodeListener(receiveCallback);

const server = createServer(async (request, response) => {
  // Before anything reads the body: the signature is over the raw bytes.
  if (request.method === 'POST' && request.url === CALLBACK_PATH) return callbackListener(request, response);
  const { status, headers, body } = await answer(request).catch(explain);
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
});

async function answer(request) {
  const { method, url } = request;
  if (method === 'POST' && url === '/pictures') return createPicture(await readJson(request));
  const id = method === 'GET' && /^\/pictures\/([\w-]+)$/.exec(url)?.[1];
  return id ? showPicture(id) : { status: 404, body: { error: 'There is nothing here.' } };
}

// Your sign-in goes before this: whoever may call it spends your credits.
async function createPicture({ orderId, prompt }) {
  if (typeof orderId !== 'string' || !orderId) {
    return { status: 400, body: { error: 'Send JSON with an orderId and a prompt.' } };
  }
  const { id } = await client.textToImage.create(
    { model: 'flux-kontext-pro', prompt, callback_url: callbackUrl },
    { idempotencyKey: `order-${orderId}` }, // an order sent twice is one picture, paid for once
  );
  return { status: 202, headers: { Location: `/pictures/${id}` }, body: { id } };
}

async function showPicture(id) {
  const task = finished.get(id) ?? (await client.textToImage.get(id)); // ask, should a callback be lost
  return { status: 200, body: { id, status: task.status, url: task.images?.[0].url, error: task.error } };
}

function explain(error) {
  if (error instanceof ValidationError) return { status: 422, body: { issues: error.issues } };
  if (error instanceof ConflictError)
    return { status: 409, body: { error: 'This order was made with other parameters.' } };
  if (error instanceof NotFoundError) {
    return { status: 404, body: { error: 'There is no such picture.' } };
  }
  console.error(error); // for us to fix; the visitor need not see it
  return { status: 503, body: { error: 'Send it again later.' } };
}

/** The body as an object; an empty one for what is no JSON, or too long to be an order. */
async function readJson(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) if (text.length < 100_000) text += chunk;
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

server.listen(PORT, () => console.log(`Listening at ${PUBLIC_URL}`));
