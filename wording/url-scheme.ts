import { isLoopback } from "./loopback.ts";

/** Whether a URL has one of the schemes, or is http on localhost. */
export function hasScheme(text: string, schemes: readonly string[]): boolean {
  const url = URL.parse(text);
  if (!url) return false;
  const scheme = url.protocol.slice(0, -1);
  return schemes.includes(scheme) || (scheme === "http" && isLoopback(url.hostname));
}
