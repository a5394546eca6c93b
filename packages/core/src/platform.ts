/**
 * Types that the runtime declares: taken from lib.dom, @types/node or whatever else a program has. A program may have
 * none of them, and our declarations must compile there, too: then it is what the SDK needs of them.
 */
type Global<Name extends string, Otherwise> =
  typeof globalThis extends Record<Name, infer Value> ? Value : Otherwise;

type Instance<Name extends string, Otherwise> =
  typeof globalThis extends Record<Name, { prototype: infer Value }> ? Value : Otherwise;

/** The type of the global `fetch`. */
export type Fetch = Global<
  'fetch',
  (url: string, init?: Readonly<Record<string, unknown>>) => Promise<unknown>
>;

/** `RequestInit`, with what this runtime adds to it. */
export type FetchInit = NonNullable<Parameters<Fetch>[1]>;

/** `AbortSignal`. */
export type Signal = Instance<
  'AbortSignal',
  {
    readonly aborted: boolean;
    readonly reason?: unknown;
    addEventListener(type: 'abort', listener: () => void): void;
    removeEventListener(type: 'abort', listener: () => void): void;
  }
>;

/** `Request`. */
export type FetchRequest = Instance<
  'Request',
  { readonly method: string; readonly headers: { get(name: string): string | null } }
>;

/** `Response`. */
export type FetchResponse = Instance<'Response', { readonly status: number }>;

/** `Blob`. */
export type FetchBlob = Instance<
  'Blob',
  { readonly size: number; readonly type: string; arrayBuffer(): Promise<ArrayBuffer> }
>;

/** `URL`. */
export type Url = Instance<'URL', { readonly href: string }>;
