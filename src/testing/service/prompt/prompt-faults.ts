import type { SandboxAnswerFault } from '../../types.js';
import { canonical } from '../same-input.js';
import type { PromptWishes } from './prompt-words.js';

/** Counts how often a create has met the fault that its prompt asks for. */
export interface PromptFaults {
  /** The fault that this create still has to meet; its repeats are known by their key, or else by their input. */
  take(wishes: PromptWishes, key: string | undefined, input: unknown): SandboxAnswerFault | undefined;
  clear(): void;
}

export function createPromptFaults(keep: number): PromptFaults {
  const met = new Map<string, number>();
  return {
    take: ({ fault }, key, input) => {
      if (!fault) return undefined;
      const name = key === undefined ? `input ${canonical(input)}` : `key ${key}`;
      const count = met.get(name) ?? 0;
      if (count >= fault.times) return undefined;
      met.set(name, count + 1);
      for (const oldest of met.keys()) {
        if (met.size <= keep) break;
        met.delete(oldest);
      }
      return fault;
    },
    clear: () => met.clear(),
  };
}
