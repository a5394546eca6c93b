import { createServer } from 'node:http';
import { unwrapCallback } from '@runapi.ai/flux-kontext/callbacks';

/** A server that takes one callback: it verifies the raw bytes before it believes a word of them. */
export async function listenForCallback(secret) {
  let resolve;
  const received = new Promise((done) => {
    resolve = done;
  });
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    try {
      const callback = unwrapCallback({ body: Buffer.concat(chunks), headers: request.headers, secret });
      response.writeHead(200).end();
      resolve(callback);
    } catch (error) {
      console.error(`A callback was refused: ${error.reason ?? error}`);
      response.writeHead(401).end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${server.address().port}/webhooks/runapi/flux-kontext`,
    received,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
