import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const README = fileURLToPath(new URL('../../README.md', import.meta.url));

/** Every TypeScript block of the README, with the line on which it begins. */
export function readmeBlocks(): { line: number; code: string }[] {
  const text = readFileSync(README, 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    code: match[1] ?? '',
  }));
}

/** What the README's shorter blocks take for granted. */
export const README_GLOBALS = `
declare const client: import('@runapi.ai/flux-kontext').FluxKontextClient;
declare const params: import('@runapi.ai/flux-kontext').TextToImageParams;
declare const error: import('@runapi.ai/flux-kontext').RunApiError;
declare const request: Request;
declare const rawBody: string;
declare const newSecret: string;
declare const oldSecret: string;
declare const id: string;
declare const result: import('@runapi.ai/flux-kontext').CompletedTextToImageResponse;
declare const order: { id: string };
declare const redis: import('@runapi.ai/flux-kontext/callbacks').RedisLike;
declare const sandbox: import('@runapi.ai/flux-kontext/testing').Sandbox;
`;
