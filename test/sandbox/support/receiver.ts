/** A receiver of callbacks that has no socket: a `fetch` that answers what it is told, in order, then 200. */
export function receiver(...answers: (number | Error | 'hangs')[]) {
  const received: { url: string; headers: Headers; body: string; at: number }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, { ...init, signal: null });
    received.push({ url: request.url, headers: request.headers, body: await request.text(), at: Date.now() });
    const answer = answers.shift() ?? 200;
    if (answer === 'hangs') return new Promise(() => {}); // deaf to its signal, too
    if (answer instanceof Error) throw answer;
    return new Response(null, { status: answer, headers: { Location: 'https://elsewhere.example.com/' } });
  };
  return { received, fetch };
}
