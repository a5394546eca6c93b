/**
 * Whether a `Host` header names this machine. A web page can point a name of its own at 127.0.0.1 (DNS
 * rebinding) and would then be of the same origin as the sandbox; its name still stands in `Host`.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = host?.toLowerCase().replace(/:\d*$/, '') ?? '';
  return name === 'localhost' || name.endsWith('.localhost') || name === '127.0.0.1' || name === '[::1]';
}
