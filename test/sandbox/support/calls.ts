import { createSandbox, type Sandbox, type SandboxOptions } from '../../../src/testing/index.js';

export const PATH = '/api/v1/flux_kontext/text_to_image';

export const params = { model: 'flux-kontext-pro', prompt: 'A lighthouse in fog' };

/** A bare client over any face: nothing of the SDK, so that the two can disagree. */
export function callsTo(base: { url: string; apiKey: string; fetch: typeof fetch }) {
  const authorization = { Authorization: `Bearer ${base.apiKey}` };
  return {
    create: (body: unknown = params, headers: Record<string, string> = {}, init: RequestInit = {}) =>
      base.fetch(base.url + PATH, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...authorization, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
      }),
    get: (id: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
      base.fetch(`${base.url}${PATH}/${id}`, { headers: { ...authorization, ...headers }, ...init }),
  };
}

export function inProcess(options?: SandboxOptions) {
  const sandbox: Sandbox = createSandbox(options);
  return { sandbox, ...callsTo(sandbox) };
}

/** The body of an answer, for assertions on any of its fields. */
// biome-ignore lint/suspicious/noExplicitAny: assertions say what it is
export const bodyOf = async (response: Response | Promise<Response>): Promise<any> => (await response).json();

/** Creates a task and gives its id. */
export async function idOf(response: Response | Promise<Response>): Promise<string> {
  return (await bodyOf(response)).id;
}
