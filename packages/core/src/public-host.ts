/**
 * Whether a server on the public internet could reach this host. Takes `URL.hostname`, which has brought every
 * spelling of an address into one form: `0x7f.1` is `127.0.0.1` there.
 */
export function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/\.+$/, '');
  if (host.startsWith('[')) return !LOCAL_IPV6.test(host);
  return host.includes('.') && !LOCAL_IPV4.test(host) && !LOCAL_NAME.test(host);
}

/** This network, private, loopback, link-local, behind a carrier's NAT (Tailscale's, too), multicast and reserved. */
const LOCAL_IPV4 =
  /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|2(2[4-9]|[345]\d))(\.\d+)+$/;

/** Unspecified, loopback, IPv4 in disguise and what is reserved beside them; unique local, link-local. */
const LOCAL_IPV6 = /^\[(::|f[cd][\da-f]{2}:|fe[89ab][\da-f]:)/;

/**
 * RFC 6761 keeps `localhost` for loopback, RFC 6762 `local` for the local link, RFC 8375 `home.arpa` for homes, ICANN
 * `internal` for private networks. A name without a dot, such as Docker's, is known in its own network alone.
 */
const LOCAL_NAME = /\.(localhost|local|internal|home\.arpa)$/;
