import { randomUUID } from 'node:crypto';
import { createSandbox, type SandboxServer, signCallback } from '@runapi.ai/flux-kontext/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Program, type Running, startInVain, startProgram } from './start-program.js';
import { createVisitor, type Visitor } from './visitor.js';

const CALLBACK_PATH = '/webhooks/runapi/flux-kontext';
/** On a busy machine a request to another process, or its start, takes its time. */
const PATIENTLY = { timeout: 30_000 };

/** What every example promises, against a sandbox over real HTTP. Tasks end when a test says so, and not by time. */
export function testRound(name: string, program: Program): void {
  describe(name, { timeout: 60_000 }, () => {
    const sandbox = createSandbox({ pendingMs: 3_600_000, callbackRetryDelaysMs: [50, 50, 50] });
    const { apiKey, callbackSecret, nextCallbackSecret } = sandbox;
    let service: SandboxServer;
    let server: Running;
    let visitor: Visitor;
    let settings: Record<string, string>;

    beforeAll(async () => {
      service = await sandbox.listen();
      settings = {
        RUNAPI_BASE_URL: service.url,
        RUNAPI_API_KEY: apiKey,
        RUNAPI_CALLBACK_SECRET: `${nextCallbackSecret},${callbackSecret}`, // in the middle of a rotation
      };
      server = await startProgram(program, settings);
      visitor = createVisitor(server.url);
    }, 60_000);
    afterAll(async () => {
      await server?.stop();
      await service.close();
    }, 60_000);

    /** What its callbacks were answered, once there are so many answers. */
    const answers = (id: string, count: number) =>
      vi.waitFor(() => {
        const all = sandbox.callbacks.filter(({ taskId }) => taskId === id).map(({ status }) => status);
        expect(all).toHaveLength(count);
        expect(all).not.toContain(undefined);
        return all;
      }, PATIENTLY);
    /** How often it has told the end of a task. */
    const told = (id: string) => server.output().split(`${id} completed`).length - 1;
    /** How often it has asked for a task. */
    const asked = (id: string) =>
      sandbox.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(id)).length;

    test('an order is answered with 202 and the id before the picture is there', async () => {
      const response = await visitor.post({ orderId: 'order 1', prompt: 'A lighthouse' });
      const { id } = await response.json();

      expect([response.status, response.headers.get('location')]).toEqual([202, `/pictures/${id}`]);
      expect(await visitor.show(id)).toEqual({ code: 200, id, status: 'pending' });
      expect(sandbox.tasks.at(-1)).toMatchObject({
        id,
        params: { prompt: 'A lighthouse', callback_url: server.url + CALLBACK_PATH },
        idempotencyKey: 'order-order 1',
      });
    });

    test('an order that is sent twice is one picture', async () => {
      const orderId = randomUUID();
      const before = sandbox.tasks.length;
      const [one, two] = await Promise.all([
        visitor.order('A fox', orderId),
        visitor.order('A fox', orderId),
      ]);

      expect(two).toBe(one);
      expect(await visitor.order('A fox', orderId)).toBe(one);
      expect(sandbox.tasks).toHaveLength(before + 1);
    });

    test('faulty orders are refused with what is wrong, and cost nothing', async () => {
      const before = sandbox.tasks.length;
      const json = { 'Content-Type': 'application/json' };

      expect((await visitor.send('/pictures', '{"orderId":', json)).status).toBe(400);
      expect((await visitor.send('/pictures', 'null', json)).status).toBe(400);
      expect((await visitor.post({ prompt: 'A fox' })).status).toBe(400);
      expect((await visitor.post({ orderId: '', prompt: 'A fox' })).status).toBe(400);
      const blank = await visitor.post({ orderId: 'blank', prompt: ' ' });
      expect(blank.status).toBe(422);
      expect((await blank.json()).issues).toEqual([expect.objectContaining({ path: 'prompt' })]);
      expect(sandbox.tasks).toHaveLength(before);
    });

    test('an order that comes again with another prompt is refused, and makes no second picture', async () => {
      const orderId = randomUUID();
      await visitor.order('A fox', orderId);
      const before = sandbox.tasks.length;

      expect((await visitor.post({ orderId, prompt: 'A crow' })).status).toBe(409);
      expect(sandbox.tasks).toHaveLength(before);
    });

    test('our own troubles are logged, and not shown to the visitor; the same order works later', async () => {
      const orderId = randomUUID();
      sandbox.fail({ status: 402, on: 'create' });
      const response = await visitor.post({ orderId, prompt: 'A fox' });

      expect(response.status).toBe(503);
      expect(await response.text()).not.toMatch(/credit|RunAPI/i);
      await vi.waitFor(() => expect(server.output()).toContain('InsufficientCreditsError'), PATIENTLY);
      await visitor.order('A fox', orderId);
    });

    test('the callback brings the picture, and nobody has to ask for it', async () => {
      const id = await visitor.order('A lighthouse');
      sandbox.finish(id);
      expect(await answers(id, 1)).toEqual([200]);
      const before = asked(id);
      const { code, status, url } = await visitor.show(id);

      expect([code, status, asked(id) - before]).toEqual([200, 'completed', 0]);
      expect((await fetch(url)).headers.get('content-type')).toMatch(/^image\//);
    });

    test('a task that failed says so, with the reason', async () => {
      const id = await visitor.order('A lighthouse');
      sandbox.failTask(id, 'content policy');

      expect(await answers(id, 1)).toEqual([200]);
      expect(await visitor.show(id)).toEqual({ code: 200, id, status: 'failed', error: 'content policy' });
    });

    test('a callback that comes twice at the same moment, and again later, is handled once', async () => {
      sandbox.fail({ callback: 'duplicate' });
      const id = await visitor.order();
      sandbox.finish(id);
      await vi.waitFor(() => expect(told(id)).toBe(1), PATIENTLY);

      expect((await sandbox.redeliver(id)).status).toBe(200);
      expect((await sandbox.redeliver(id)).status).toBe(200);
      expect(told(id)).toBe(1);
    });

    test('callbacks that are late, or signed by somebody else, are refused; the repeat of RunAPI is taken', async () => {
      sandbox.fail({ callback: 'late' });
      sandbox.fail({ callback: 'bad signature' });
      const id = await visitor.order();
      sandbox.finish(id);

      expect(await answers(id, 3)).toEqual([401, 401, 200]);
      expect(told(id)).toBe(1);
      expect(server.output()).toMatch(/timestamp_out_of_tolerance.*invalid_signature/s);
    });

    test('while the secret is rotated, the old one and the new one are good', async () => {
      sandbox.fail({ callback: 'rotated secret' });
      const id = await visitor.order();
      sandbox.finish(id);

      expect(await answers(id, 1)).toEqual([200]);
    });

    test('the signature is checked over the raw bytes, whatever the body looks like and is called', async () => {
      const id = `task-${randomUUID()}`;
      const body = `\n{ "status":"failed",\t"error":"Größe \\u706f台 🗼", "id" : "${id}", "credits": 1.0 }\n`;

      for (const type of [
        'application/json; charset=utf-8',
        'text/plain',
        'application/x-www-form-urlencoded',
      ]) {
        const signed = signCallback({ body, secret: callbackSecret });
        expect((await visitor.send(CALLBACK_PATH, body, { ...signed, 'Content-Type': type })).status).toBe(
          200,
        );
      }
      expect(await visitor.show(id)).toEqual({ code: 200, id, status: 'failed', error: 'Größe 灯台 🗼' });
      const signed = signCallback({ body, secret: callbackSecret });
      expect((await visitor.send(CALLBACK_PATH, JSON.stringify(JSON.parse(body)), signed)).status).toBe(401);
      expect((await visitor.send(CALLBACK_PATH, body, {})).status).toBe(401);
    });

    test('a picture whose callback was lost is found by asking, and an unknown one is 404', async () => {
      sandbox.fail({ callback: 'none' });
      const id = await visitor.order();
      sandbox.finish(id);

      expect(await visitor.show(id)).toMatchObject({
        code: 200,
        status: 'completed',
        url: expect.any(String),
      });
      expect(await visitor.show('task_unknown')).toEqual({ code: 404, error: expect.any(String) });
    });

    test.each(['RUNAPI_API_KEY', 'RUNAPI_CALLBACK_SECRET'])(
      'without %s it says so at its start',
      async (missing) => {
        const { [missing]: _, ...others } = settings;
        expect(await startInVain(program, others, new RegExp(missing))).toContain(missing);
      },
    );

    test('nothing that it printed holds a secret', () => {
      expect(server.output()).toMatch(program.ready);
      for (const secret of [apiKey, callbackSecret, nextCallbackSecret])
        expect(server.output()).not.toContain(secret);
    });
  });
}
