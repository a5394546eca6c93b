import { DEFAULT_PORT } from './read-args.js';

export const USAGE = `Usage: npx flux-kontext-sandbox [options]

A RunAPI on this machine, for programs in any language. Nothing is paid, nothing leaves the machine
but callbacks and the pictures that edits begin from.

  --port <number>      where it listens, on 127.0.0.1; 0 takes any free port   [${DEFAULT_PORT}]
  --latency <time>     how long each answer takes: 800 (milliseconds), 1.5s    [0]
  --fail-rate <share>  how many of the API's requests fail, from 0 to 1        [0]
  --seed <number>      which of them fail: the same seed, the same requests
  --secret <base64>    what callbacks are signed with
  --key <text>         the only API key that is accepted
  -h, --help           this

A picture takes 1.5 s; with [slow:30s] in its prompt it takes 30 s, and docs/testing-your-app.md has more such words.

The first line that it prints is its URL. In a browser, that shows the tasks as they come.
`;

export interface Started {
  readonly url: string;
  readonly apiKey: string;
  readonly callbackSecret: string;
}

/** The first line is the URL and nothing else, for scripts; the rest is for people, and can be pasted into a .env file. */
export const banner = ({ url, apiKey, callbackSecret }: Started): string => `${url}

A RunAPI on this machine. Open ${url}/ to see its tasks.
In your program's environment:

RUNAPI_BASE_URL=${url}
RUNAPI_API_KEY=${apiKey}

and, where it receives callbacks:

RUNAPI_CALLBACK_SECRET=${callbackSecret}

Ctrl+C ends it.
`;
