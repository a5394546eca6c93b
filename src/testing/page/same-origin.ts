/** The origin under which a browser sees the sandbox: `Host` was checked to name this machine. */
const ownOrigin = (headers: Headers): string => `http://${headers.get('Host')}`;

/** Whether a browser says that another site's page sent this. Programs say nothing, and can read all of it anyway. */
export function isForeign(headers: Headers): boolean {
  const origin = headers.get('Origin');
  const site = headers.get('Sec-Fetch-Site');
  return (
    (origin !== null && origin !== ownOrigin(headers)) ||
    (site !== null && site !== 'same-origin' && site !== 'none')
  );
}

/** Whether a browser says that the sandbox's own page sent this. `none` is an address that was typed in: no button. */
export const isOwn = (headers: Headers): boolean =>
  !isForeign(headers) && (headers.get('Origin') !== null || headers.get('Sec-Fetch-Site') === 'same-origin');
