export const createHost = () => ({
  inspect: (value) => Deno.inspect(value, { depth: 9, showHidden: true }),
  serve: async (handler) => {
    const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: () => {} }, handler);
    return { url: `http://127.0.0.1:${server.addr.port}/`, close: () => server.shutdown() };
  },
});
