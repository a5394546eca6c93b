export const createHost = () => ({
  inspect: (value) => Bun.inspect(value, { depth: 9 }),
  serve: async (handler) => {
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: handler });
    return { url: `http://127.0.0.1:${server.port}/`, close: () => server.stop(true) };
  },
});
