// What must hold on every runtime; the adapters beside this file only give it a server. Plain JavaScript: it runs as it stands.

const PARAMS = { model: 'flux-kontext-pro', prompt: 'A lighthouse at dawn' };

/** Each gets the entries by name, the world outside of the runtime, and the runtime's own server. */
export const checks = {
  'every entry loads': ({ entries }) => {
    for (const [name, entry] of Object.entries(entries)) {
      must(Object.keys(entry).length > 0, `${name} exports nothing`);
    }
  },

  'create, get and run make a picture over HTTP': async ({ client }) => {
    const { textToImage } = client();
    const { id } = await textToImage.create(PARAMS);
    must((await textToImage.get(id)).id === id, 'get gave another task');
    const { images } = await textToImage.run(PARAMS, { pollIntervalMs: 20 });
    const bytes = new Uint8Array(await (await fetch(images[0].url)).arrayBuffer());
    must(bytes[0] === 0xff && bytes[1] === 0xd8, `no JPEG came, but ${bytes.length} bytes`);
  },

  'the key comes from the environment, or its absence is an AuthenticationError': ({ main, world }) => {
    const error = thrown(() => new main.FluxKontextClient());
    if (world.hasKeyInEnvironment) must(error === undefined, error);
    else must(error instanceof main.AuthenticationError, error);
  },

  'an abort ends a sleep between two polls at once': async ({ client, main }) => {
    const controller = new AbortController();
    const error = await rejected(
      client().textToImage.run(
        { ...PARAMS, prompt: 'A lighthouse [slow:60s]' },
        {
          pollIntervalMs: 60_000,
          signal: controller.signal,
          onUpdate: () => setTimeout(() => controller.abort(new Error('enough')), 20),
        },
      ),
    );
    must(error instanceof main.AbortError && error.name === 'AbortError', error);
    must(error.taskId && error.cause.message === 'enough', error);
  },

  'the time limit ends a body that drips': async ({ client, main, world }) => {
    const { textToImage } = client({ baseUrl: world.dripping, timeoutMs: 200, maxRetries: 0 });
    const error = await rejected(textToImage.get('task_1'));
    must(error instanceof main.TimeoutError && error.taskId === 'task_1', error);
  },

  'a 429 holds the whole client back': async ({ client, world }) => {
    const { textToImage } = client({ baseUrl: world.limited });
    const limited = textToImage.get('first');
    await until(async () => (await (await fetch(`${world.limited}/seen`)).json()).length > 0);
    await Promise.all([limited, textToImage.get('second')]);
    const seen = await (await fetch(`${world.limited}/seen`)).json();
    const afterMs = seen.slice(1).map(({ at }) => at - seen[0].at);
    must(afterMs.length === 2 && afterMs.every((ms) => ms >= 990), `requests after ${afterMs} ms`);
  },

  "verifyCallback agrees with the wire's vector": ({ main, callbacks, world }) => {
    const { secret, headers, body, now } = world.vector;
    for (const { verifyCallback } of [main, callbacks]) {
      const { payload } = verifyCallback({ body, headers, secret, now: () => now });
      must(payload.error === 'nsfw', JSON.stringify(payload));
      const forged = () => verifyCallback({ body: `${body} `, headers, secret, now: () => now });
      must(thrown(forged)?.reason === 'invalid_signature', thrown(forged));
    }
    const { 'X-Callback-Signature': signature } = callbacks.signCallback({
      body,
      secret,
      id: headers['X-Callback-Id'],
      timestamp: Number(headers['X-Callback-Timestamp']),
    });
    must(signature === headers['X-Callback-Signature'], signature);
  },

  "the runtime's own server receives a callback": async ({ callbacks, client, host, world }) => {
    const received = [];
    const server = await host.serve(
      callbacks.createCallbackHandler({
        secret: world.callbackSecret,
        onCompleted: ({ task }) => void received.push(task),
        onFailed: ({ task }) => void received.push(task),
      }),
    );
    const forged = await fetch(server.url, { method: 'POST', body: '{"id":"x","status":"completed"}' });
    must(forged.status >= 400 && forged.status < 500, `a forged callback was answered ${forged.status}`);
    await forged.arrayBuffer();
    const { id } = await client().textToImage.create({ ...PARAMS, callback_url: server.url });
    await until(() => received.length > 0);
    must(received[0].id === id && received[0].images.length === 1, JSON.stringify(received));
    await server.close();
  },

  'instanceof and names hold, whichever entry an error comes from': async (sdk) => {
    const { main, callbacks, core } = sdk;
    const invalid = await rejected(sdk.client().textToImage.create({ ...PARAMS, prompt: '' }));
    const refused = thrown(() => callbacks.verifyCallback({ body: '', headers: {}, secret: 'c2VjcmV0' }));
    for (const { RunApiError, ValidationError, CallbackVerificationError } of [main, core]) {
      must(invalid instanceof ValidationError && invalid instanceof RunApiError, invalid);
      must(!(invalid instanceof CallbackVerificationError), invalid);
      must(refused instanceof CallbackVerificationError && refused instanceof RunApiError, refused);
    }
    must(invalid instanceof Error && invalid.name === 'ValidationError', invalid);
    must(refused.name === 'CallbackVerificationError' && refused.reason === 'missing_header', refused);
  },

  'the sandbox runs inside the runtime': async ({ main, testing }) => {
    const sandbox = testing.createSandbox({ pendingMs: 0, processingMs: 10 });
    const client = new main.FluxKontextClient(sandbox.clientOptions);
    const { status } = await client.textToImage.run(PARAMS, { pollIntervalMs: 20 });
    must(status === 'completed' && sandbox.tasks.length === 1, status);
  },

  // The output of the whole program is searched for the key, too, from outside.
  'no secret shows in what is logged': async ({ client, host, world }) => {
    const one = client({ apiKey: world.wrongKey });
    const error = await rejected(one.textToImage.create(PARAMS));
    must(error.name === 'AuthenticationError' && error.idempotencyKey, error);
    console.log('SHOWN', one, one.textToImage, { one }, error);
    const texts = [String(one), JSON.stringify(one), JSON.stringify(error), error.stack, host.inspect(one)];
    for (const text of texts) must(!text.includes(world.wrongKey), 'the key shows');
  },
};

/** Runs them all; gives for each `true`, or what went wrong. */
export async function runChecks(entries, world, host) {
  const main = entries['@runapi.ai/flux-kontext'];
  const sdk = {
    entries,
    world,
    host,
    main,
    callbacks: entries['@runapi.ai/flux-kontext/callbacks'],
    testing: entries['@runapi.ai/flux-kontext/testing'],
    core: entries['@runapi.ai/core'],
    client: (options) =>
      new main.FluxKontextClient({
        apiKey: world.apiKey,
        baseUrl: world.sandbox,
        logLevel: 'off',
        ...options,
      }),
  };
  const results = {};
  for (const [title, check] of Object.entries(checks)) {
    try {
      await check(sdk);
      results[title] = true;
    } catch (error) {
      results[title] = String(error?.stack ?? error);
    }
  }
  return results;
}

function must(holds, otherwise) {
  if (!holds) throw new Error(`It is not so: ${otherwise?.stack ?? otherwise}`, { cause: otherwise });
}

function thrown(work) {
  try {
    work();
  } catch (error) {
    return error;
  }
}

const rejected = (promise) =>
  promise.then(
    () => {
      throw new Error('it was fulfilled');
    },
    (error) => error,
  );

/** Asks again and again: on workerd no request may wait for the promise of another. */
async function until(holds) {
  for (let asked = 0; asked < 500; asked++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come about within 10 s');
}
