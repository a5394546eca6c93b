/** Runs when the server starts: without its secrets it should fail now, and not at the first callback. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { getCallbackHandler, getClient } = await import('@/lib/runapi');
  getClient();
  getCallbackHandler();
}
