/** Where the faces of a sandbox are: origins, or an origin and the beginning of a path; none ends with a slash. */
export type Bases = ReadonlySet<string>;

/** The base that a URL is under. */
export function baseOf(url: string, bases: Bases): string | undefined {
  for (const base of bases) {
    if (url.startsWith(base) && /^([/?#]|$)/.test(url.slice(base.length))) return base;
  }
  return undefined;
}
