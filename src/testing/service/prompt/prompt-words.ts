import { parseDuration } from '../../parse-duration.js';
import type { SandboxAnswerFault, SandboxCallbackKind } from '../../types.js';

/** What words in a prompt ask of the sandbox, for those who only have HTTP. */
export interface PromptWishes {
  /** The task fails, with this reason. */
  error?: string;
  /** The task is `processing` for so long. */
  processingMs?: number;
  /** How the first creates with this prompt are answered, and how many of them. */
  fault?: SandboxAnswerFault & { times: number };
  /** How the first attempt to call back goes wrong. */
  callback?: SandboxCallbackKind;
}

/**
 * The words, as `[name:value]` anywhere in the prompt; the table is in docs/testing-your-app.md. What can't be
 * read is an ordinary part of the prompt.
 */
const words: Record<string, ((value: string) => PromptWishes | undefined) | undefined> = {
  fail: (value) => (value ? { error: value } : undefined),
  slow: (value) => readDuration(value),
  status: (value) => readFault(value),
  callback: (value) => readCallback(value),
  'no-callback': (value) => (value ? undefined : { callback: 'none' }),
};

export function readPromptWords(prompt: string): PromptWishes {
  const wishes: PromptWishes = {};
  if (!prompt.includes('[')) return wishes;
  for (const [, name = '', value = ''] of prompt.matchAll(/\[([a-z-]+)(?::([^[\]]+))?\]/g)) {
    if (Object.hasOwn(words, name)) Object.assign(wishes, words[name]?.(value.trim()));
  }
  return wishes;
}

function readDuration(text: string): PromptWishes | undefined {
  const processingMs = parseDuration(text);
  return processingMs === undefined ? undefined : { processingMs };
}

const KINDS = ['network', 'timeout', 'drop body', 'html'] as const;

/** `503`, `503x2`, `network`, `drop body x3`: what, and how often. */
function readFault(text: string): PromptWishes | undefined {
  const [, what, times = '1'] = /^([45]\d\d|[a-z ]+?) ?(?:x ?([1-9]\d{0,3}))?$/.exec(text) ?? [];
  const status = KINDS.find((kind) => kind === what) ?? Number(what);
  return Number.isNaN(status) ? undefined : { fault: { status, times: Number(times) } };
}

const CALLBACKS = ['duplicate', 'late', 'bad signature', 'rotated secret', 'none'] as const;

function readCallback(text: string): PromptWishes | undefined {
  const callback = CALLBACKS.find((kind) => kind === text);
  return callback && { callback };
}
