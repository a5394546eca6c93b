const UNIT_MS: Record<string, number | undefined> = { '': 1, ms: 1, s: 1_000, m: 60_000 };

/** `800ms`, `1.5s`, `2m`, or a bare number of milliseconds, as milliseconds; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?) ?(ms|s|m)?$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  return amount === undefined || unitMs === undefined ? undefined : Math.round(Number(amount) * unitMs);
}
