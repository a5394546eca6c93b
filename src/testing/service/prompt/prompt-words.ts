import { parseDuration } from '../../parse-duration.js';
import type { SandboxAnswerFault, SandboxCallbackKind } from '../../types.js';
import { CALLBACK_KINDS } from '../faults/callback-kinds.js';

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

interface Word {
  /** `undefined` for a value that is none. */
  read(value: string): PromptWishes | undefined;
  /** What values there are; without it any will do. */
  readonly takes?: string;
}

const KINDS = ['network', 'timeout', 'drop body', 'html'] as const;

/** The words, as `[name:value]` anywhere in the prompt; the table is in docs/testing-your-app.md. */
const words: Readonly<Record<string, Word>> = {
  fail: { read: (value) => (value ? { error: value } : undefined) },
  slow: { read: (value) => readDuration(value), takes: 'a time such as 30s, 1.5m or 500ms' },
  status: {
    read: (value) => readFault(value),
    takes: `a status of 400 to 599, ${KINDS.join(', ')}, and how often, such as 503x2`,
  },
  callback: {
    read: (value) => readCallback(value),
    takes: `one of ${CALLBACK_KINDS.join(', ')}`,
  },
  'no-callback': { read: (value) => (value ? undefined : { callback: 'none' }) },
};

export const readPromptWords = (prompt: string): PromptWishes =>
  Object.assign({}, ...wordsIn(prompt).map(({ word, value }) => word.read(value)));

/**
 * What is wrong with the words: a test that asks for a fault and meets none would pass for nothing. Words that are not in
 * the table, and those without a value, are an ordinary part of the prompt.
 */
export const promptWordFaults = (prompt: string): string[] =>
  wordsIn(prompt).flatMap(({ name, value, word }) =>
    word.takes === undefined || value === '' || word.read(value)
      ? []
      : [`[${name}:${value}] asks the sandbox for what it does not have: ${name} takes ${word.takes}`],
  );

function wordsIn(prompt: string): { name: string; value: string; word: Word }[] {
  if (!prompt.includes('[')) return [];
  return [...prompt.matchAll(/\[([a-z-]+)(?::([^[\]]+))?\]/g)].flatMap(([, name = '', value = '']) => {
    const word = Object.hasOwn(words, name) ? words[name] : undefined;
    return word ? [{ name, value: value.trim(), word }] : [];
  });
}

function readDuration(text: string): PromptWishes | undefined {
  const processingMs = parseDuration(text);
  return processingMs === undefined ? undefined : { processingMs };
}

/** `503`, `503x2`, `network`, `drop body x3`: what, and how often. */
function readFault(text: string): PromptWishes | undefined {
  const [, what, times = '1'] = /^([45]\d\d|[a-z ]+?) ?(?:x ?([1-9]\d{0,3}))?$/.exec(text) ?? [];
  const status = KINDS.find((kind) => kind === what) ?? Number(what);
  return Number.isNaN(status) ? undefined : { fault: { status, times: Number(times) } };
}

function readCallback(text: string): PromptWishes | undefined {
  const callback = CALLBACK_KINDS.find((kind) => kind === text);
  return callback && { callback };
}
