/** What came back, in a word: a status, why there is none, or that it is still awaited. */
export const answerText = ({ status, error }: { status?: number; error?: string }): string =>
  status !== undefined ? String(status) : error !== undefined ? 'no answer' : '…';

export const isGood = (status: number | undefined): boolean =>
  status !== undefined && status >= 200 && status < 300;
