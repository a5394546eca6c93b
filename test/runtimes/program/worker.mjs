// The checks as a Worker: POST /run runs them, and whatever else comes is for the callback handler.
import { runChecks } from './checks.mjs';
import entries from './worker-entries.mjs'; // all but the one for Node

let handler;

export default {
  async fetch(request) {
    const { pathname, origin } = new URL(request.url);
    if (pathname !== '/run') return handler(request);
    const host = {
      inspect: (value) => JSON.stringify(value), // there is no other
      serve: async (given) => {
        handler = given;
        return { url: `${origin}/callbacks`, close: () => {} };
      },
    };
    return Response.json(await runChecks(entries, await request.json(), host));
  },
};
