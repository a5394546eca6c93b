/** What kind of picture some bytes are. */
export interface PictureType {
  readonly contentType: string;
  /** Without a dot. */
  readonly extension: string;
}

/** So many bytes tell every kind. */
export const HEAD_BYTES = 12;

/** JPEG and PNG are what the service makes; the others are what else a browser shows. No SVG: that is a program. */
const KINDS: readonly (readonly [head: RegExp, contentType: string, extension: string])[] = [
  [/^\xff\xd8\xff/, 'image/jpeg', 'jpg'],
  [/^\x89PNG\r\n.\n/s, 'image/png', 'png'],
  [/^RIFF.{4}WEBP/s, 'image/webp', 'webp'],
  [/^GIF8/, 'image/gif', 'gif'],
  [/^.{4}ftypavi[fs]/s, 'image/avif', 'avif'],
];

/** Told by the first bytes, and not by a header or a name, which both may lie; `undefined` for what is no picture. */
export function pictureType(bytes: Uint8Array): PictureType | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
  const kind = KINDS.find(([pattern]) => pattern.test(head));
  return kind && { contentType: kind[1], extension: kind[2] };
}

/** What a name says, for what the bytes don't tell. */
export const typeOfName = (name: string): string | undefined => {
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase().replace('jpeg', 'jpg');
  return KINDS.find((kind) => kind[2] === extension)?.[1];
};
