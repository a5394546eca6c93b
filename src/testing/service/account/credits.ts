import type { Clock } from '../time/clock.js';

/** What a picture costs in the sandbox, in cents. Made up: the real prices stand at https://runapi.ai/pricing. */
const COSTS_CENTS: Record<string, number | undefined> = { 'flux-kontext-pro': 4, 'flux-kontext-max': 8 };

export const costOf = (model: string): number => COSTS_CENTS[model] ?? 4;

/** The account's made-up money. */
export interface Credits {
  /** Takes the cost off; `false`, and nothing is taken, when the balance is too low for it. */
  spend(cents: number): boolean;
  /** As the service's balance endpoint says it. */
  view(): CreditsView;
  /** Back to the start. */
  clear(): void;
}

export interface CreditsView {
  balance_cents: number;
  paid_balance_cents: number;
  bonus_balance_cents: number;
  spent_cents_today: number;
  spent_cents_total: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

export function createCredits(startCents: number, clock: Clock): Credits {
  let spentTotal = 0;
  let spentToday = 0;
  let today = 0;
  const turnThePage = (): void => {
    const day = Math.floor(clock.now() / DAY_MS); // UTC
    if (day !== today) spentToday = 0;
    today = day;
  };
  return {
    spend: (cents) => {
      if (startCents - spentTotal < cents) return false;
      turnThePage();
      spentTotal += cents;
      spentToday += cents;
      return true;
    },
    view: () => {
      turnThePage();
      const balance = startCents - spentTotal;
      return {
        balance_cents: balance,
        paid_balance_cents: balance,
        bonus_balance_cents: 0,
        spent_cents_today: spentToday,
        spent_cents_total: spentTotal,
      };
    },
    clear: () => {
      spentTotal = 0;
      spentToday = 0;
    },
  };
}
