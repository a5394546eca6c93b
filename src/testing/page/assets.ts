import { HTML, ICON, SCRIPT, STYLE } from './assets.data.js';
import { PATHS } from './paths.js';

/**
 * Nothing but the page's own files runs or shows on it, it is in nobody's frame, and no text can become markup or code
 * (Trusted Types without a policy). The buttons send with `fetch`, so no form goes anywhere.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

const assets: Record<string, readonly [contentType: string, text: string] | undefined> = {
  [PATHS.page]: ['text/html', HTML],
  [PATHS.style]: ['text/css', STYLE],
  [PATHS.script]: ['text/javascript', SCRIPT],
  [PATHS.icon]: ['image/svg+xml', ICON],
};

/** One of the files of which the page is made. */
export function assetAt(path: string): Response | undefined {
  const [contentType, text] = (Object.hasOwn(assets, path) && assets[path]) || [];
  if (text === undefined) return undefined;
  return new Response(text, { headers: { ...HEADERS, 'Content-Type': `${contentType}; charset=utf-8` } });
}
