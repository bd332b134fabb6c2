/**
 * Whether a host is the local machine: `localhost`, `127.0.0.0/8` or `[::1]`. The one rule for where http is allowed.
 *
 * @param host a `URL.hostname`
 */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}
