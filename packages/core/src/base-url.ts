import { describe } from './check-options.js';
import { readEnv } from './env.js';
import { ValidationError } from './errors/classes.js';

/** Where the service is, in pieces that calls are made from. */
export interface BaseUrl {
  /** Without a slash at its end, so that a path can be put behind it. */
  readonly href: string;
  readonly origin: string;
  /** A service on this machine: the sandbox. */
  readonly isLoopback: boolean;
}

/**
 * @param name what it was given as: the option, or the variable
 * @throws ValidationError when it is no http(s) URL, when it would send the API key unencrypted to another
 *   machine, or when it holds what no base can (credentials, a query, a fragment).
 */
export function parseBaseUrl(text: unknown, name: string): BaseUrl {
  const refuse: (why: string) => never = (message) => {
    throw new ValidationError(`${name} can't be used: ${message}.`, {
      issues: [{ path: 'baseUrl', message }],
    });
  };
  if (typeof text !== 'string')
    refuse(
      `it must be a string such as https://runapi.ai, not ${text instanceof URL ? 'a URL: pass its href' : describe(text)}`,
    );
  const url = parseUrl(text.trim());
  if (!url) refuse(`it is not an absolute URL such as https://runapi.ai${schemeAdvice(text)}`);
  if (url.username || url.password) refuse('it holds a user name or password; the key goes into apiKey');
  if (url.search || url.hash) refuse('it holds a query or a fragment, which no path can follow');
  const isLoopback = isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    refuse(`it is neither https: nor http:${schemeAdvice(text)}`);
  if (/\/api\/v1\/*$/.test(url.pathname))
    refuse('it ends with /api/v1, which the SDK adds itself: leave that off');
  if (url.protocol === 'http:' && !isLoopback) {
    refuse('with http: the API key would travel unencrypted; use https: (http: is for loopback hosts only)');
  }
  return { href: (url.origin + url.pathname).replace(/\/+$/, ''), origin: url.origin, isLoopback };
}

/** For a host without its scheme. `localhost:4010` is a URL by its form, and `localhost:` its scheme. */
function schemeAdvice(text: string): string {
  const host = /^\s*(([\w-]+\.)*[\w-]+)(:\d+)?\/?\s*$/.exec(text)?.[1];
  if (host === undefined) return '';
  return `; write ${isLoopbackHost(host) ? 'http' : 'https'}://${text.trim()}`;
}

/** localhost and its subdomains, 127.0.0.0/8, ::1. The names are those that `URL` makes: lower case, canonical. */
export const isLoopbackHost = (hostname: string): boolean =>
  /^(.+\.)?localhost\.?$|^127\.\d+\.\d+\.\d+$|^\[::1\]$/.test(hostname);

/** Whether the service is on this machine for those who don't say where it is. */
export const isLocalByDefault = (): boolean =>
  isLoopbackHost(parseUrl(readEnv('RUNAPI_BASE_URL') ?? '')?.hostname ?? '');

/** `URL.canParse` is missing on Node before 18.17. */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
