import { once } from 'node:events';
import { createServer } from 'node:http';
import { inspect } from 'node:util';

export const createHost = (entries) => ({
  inspect: (value) => inspect(value, { depth: 9, showHidden: true }),
  serve: async (handler) => {
    const { toNodeListener } = entries['@runapi.ai/flux-kontext/callbacks'];
    const server = createServer(toNodeListener(handler)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      url: `http://127.0.0.1:${server.address().port}/`,
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  },
});
