/**
 * The URL, if `text` is an absolute http(s) one. Stricter than `new URL`, which repairs what it is given
 * (`https:host`, spaces, line breaks): the text is sent as it is, and the service repairs nothing.
 */
export function parseHttpUrl(text: string): URL | undefined {
  if (!/^https?:\/\/[^\s/\\]\S*$/i.test(text)) return undefined;
  try {
    return new URL(text); // not URL.canParse: Node 18 has it from 18.17 only
  } catch {
    return undefined;
  }
}
