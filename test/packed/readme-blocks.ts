import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGES = ['README.md', 'docs/ai-sdk.md'];

/** Every TypeScript block of the README, and of the one page that no example stands behind, with where it begins. */
export function readmeBlocks(): { at: string; code: string }[] {
  return PAGES.flatMap((page) => {
    const text = readFileSync(fileURLToPath(new URL(`../../${page}`, import.meta.url)), 'utf8');
    return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
      at: `${page.replace(/\W/g, '-')}-${text.slice(0, match.index).split('\n').length}`,
      code: match[1] ?? '',
    }));
  });
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
