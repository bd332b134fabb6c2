/** Whether a URL is one of this machine, as the local identity domain's is. */
export function isLoopback(url: URL): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
}
