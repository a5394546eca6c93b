// A bare RunAPI for the bench: tasks that complete after 4 to 12 s, and its own books of sockets.
import { createServer } from 'node:http';

const BASE = '/api/v1/flux_kontext/text_to_image';
const tasks = [];
let sockets = 0;
let mostSockets = 0;
let requests = 0;

const server = createServer((request, response) => {
  requests++;
  request.resume();
  request.on('end', () => {
    if (request.method === 'POST') {
      // Spread by the golden ratio: the same for both contestants.
      const durationMs = 4_000 + 8_000 * ((tasks.length * 0.618_034) % 1);
      tasks.push(Date.now() + durationMs);
      return answer(response, 202, { id: `t${tasks.length - 1}` });
    }
    const id = request.url.slice(BASE.length + 1);
    const completedAt = tasks[Number(id.slice(1))];
    if (Date.now() < completedAt) return answer(response, 200, { id, status: 'processing' });
    answer(response, 200, {
      id,
      status: 'completed',
      completed_at: completedAt,
      images: [{ url: 'https://cdn.example/x.jpg' }],
    });
  });
});
server.keepAliveTimeout = 60_000;
// Asked for by message: a request would be one of those that are counted.
process.on('message', () => {
  process.send({ tasks: tasks.length, mostSockets, requests });
  tasks.length = 0;
  mostSockets = sockets;
  requests = 0;
});
server.on('connection', (socket) => {
  mostSockets = Math.max(mostSockets, ++sockets);
  socket.on('close', () => sockets--);
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 20_000 }, () => process.send(server.address().port));

function answer(response, status, body) {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
    .end(text);
}
