import { byId, setText } from './dom.js';

/** What to do while there is nothing to see. */
export function showHints(apiKey = 'the key that you gave the sandbox'): void {
  setText(
    byId('environment', HTMLPreElement),
    `RUNAPI_BASE_URL=${location.origin}\nRUNAPI_API_KEY=${apiKey}`,
  );
  setText(
    byId('example', HTMLPreElement),
    [
      `curl ${location.origin}/api/v1/flux_kontext/text_to_image \\`,
      `  -H "Authorization: Bearer ${apiKey}" \\`,
      '  -H "Content-Type: application/json" \\',
      `  -d '{"model":"flux-kontext-pro","prompt":"A lighthouse at dawn"}'`,
    ].join('\n'),
  );
}
