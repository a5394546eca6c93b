/** What words in a prompt ask of the sandbox, for those who only have HTTP. */
export interface PromptWishes {
  /** The task fails, with this reason. */
  error?: string;
  /** The task is `processing` for so long. */
  processingMs?: number;
}

/**
 * The words, as `[name:value]` anywhere in the prompt. What can't be read is an ordinary part of the prompt.
 *
 * | word | what happens |
 * | --- | --- |
 * | `[fail:content policy]` | the task fails with the error `content policy` |
 * | `[slow:30s]` | the task is processing for 30 s; also `ms`, `m`, and fractions: `[slow:1.5s]` |
 */
const words: Record<string, ((value: string) => PromptWishes) | undefined> = {
  fail: (value) => ({ error: value }),
  slow: (value) => {
    const processingMs = readDuration(value);
    return processingMs === undefined ? {} : { processingMs };
  },
};

const UNIT_MS: Record<string, number | undefined> = { ms: 1, s: 1_000, m: 60_000 };

export function readPromptWords(prompt: string): PromptWishes {
  const wishes: PromptWishes = {};
  for (const [, name = '', value = ''] of prompt.matchAll(/\[([a-z-]+):([^[\]]+)\]/g)) {
    if (Object.hasOwn(words, name)) Object.assign(wishes, words[name]?.(value.trim()));
  }
  return wishes;
}

function readDuration(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,6}(?:\.\d{1,3})?) ?(ms|s|m)$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  return unitMs === undefined ? undefined : Math.round(Number(amount) * unitMs);
}
