/** What went wrong, with what lies under it: `fetch failed` alone says nothing. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code: unknown = Reflect.get(error, 'code');
  const own = error.message || (typeof code === 'string' ? code : error.name);
  const below = error.cause === undefined ? '' : describeError(error.cause);
  return own.includes(below) ? own : `${own}: ${below}`; // some tell what lies under them by themselves
}
