import { lostConnection } from './lost-connection.js';

/**
 * The same answer, whose connection breaks in the middle of the body. Its length stands in the head, so that the
 * reader can tell that something is missing. Of an answer without a body nothing comes.
 */
export async function breakingOff(response: Response): Promise<Response> {
  if (!response.body) throw lostConnection();
  const bytes = new Uint8Array(await response.arrayBuffer());
  const headers = new Headers(response.headers);
  headers.set('Content-Length', String(bytes.byteLength));
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (isFirst) controller.enqueue(bytes.subarray(0, bytes.byteLength >> 1));
      else controller.error(lostConnection('terminated'));
      isFirst = false;
    },
  });
  return new Response(body, { status: response.status, headers });
}
