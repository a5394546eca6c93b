/**
 * Whether a server on the public internet could reach this host. Takes `URL.hostname`, which has brought every
 * spelling of an address into one form: `0x7f.1` is `127.0.0.1` there, and `[::ffff:127.0.0.1]` is `[::ffff:7f00:1]`.
 */
export function isPublicHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.+$/, '');
  if (host.startsWith('[')) return isPublicIpv6(host);
  if (/^\d+(\.\d+){3}$/.test(host)) return isPublicIpv4(host.split('.').map(Number));
  return host.includes('.') && !LOCAL_NAME.test(host);
}

/**
 * RFC 6761 keeps `localhost` for loopback, RFC 6762 `local` for the local link, RFC 8375 `home.arpa` for homes, ICANN
 * `internal` for private networks. A name without a dot, such as Docker's, is known in its own network alone.
 */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa)$/;

function isPublicIpv4([a = 0, b = 0]: readonly number[]): boolean {
  if (a === 0 || a === 10 || a === 127) return false; // this network, private, loopback
  if (a === 100 && b >= 64 && b < 128) return false; // behind the carrier's NAT; Tailscale's addresses, too
  if (a === 169 && b === 254) return false; // link-local
  if (a === 172 && b >= 16 && b < 32) return false; // private
  return a < 224 && !(a === 192 && b === 168); // multicast and reserved; private
}

function isPublicIpv6(host: string): boolean {
  const mapped = /^\[::ffff:([\da-f]+):[\da-f]+\]$/.exec(host)?.[1];
  if (mapped !== undefined) return isPublicIpv4(fromGroup(mapped));
  if (host.startsWith('[::')) return false; // unspecified, loopback, and what is reserved beside them
  return !/^\[(f[cd][\da-f]{2}|fe[89ab][\da-f]):/.test(host); // unique local, link-local
}

/** The two leading bytes of an IPv4 address, from the IPv6 group that holds them. */
const fromGroup = (group: string) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff];
