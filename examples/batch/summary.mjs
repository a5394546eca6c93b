import { AuthenticationError, InsufficientCreditsError } from '@runapi.ai/flux-kontext';

/** What there is at the end, and how to go on. */
export function summary({ all }, { stopped, gallery }) {
  const saved = all.filter(({ path }) => path).length;
  const failed = all.filter(({ failed }) => failed).length;
  const rest = all.length - saved - failed;
  const running = all.filter(({ path, failed, taskId }) => !path && !failed && taskId).length;
  const lines = [
    `${saved} saved, ${failed} failed for good${rest > 0 ? `, ${rest} left (${running} of them paid and going on at RunAPI)` : ''}`,
    `To look at: ${gallery}`,
  ];
  if (stopped) lines.push(whyStopped(stopped));
  if (rest > 0) lines.push('The same command goes on from here: nothing is paid twice.');
  return { text: lines.join('\n'), exitCode: stopped?.name === 'AbortError' ? 130 : rest > 0 ? 1 : 0 };
}

function whyStopped(error) {
  if (error.name === 'AbortError') return 'Stopped by hand.';
  if (error instanceof InsufficientCreditsError)
    return 'The credits ran out: top up at https://runapi.ai/billing';
  if (error instanceof AuthenticationError) return `${error.message} Keys: https://runapi.ai/api_keys`;
  return `Ended early: ${error.message}`;
}
