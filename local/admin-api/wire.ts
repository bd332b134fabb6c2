/** What the transport knows of a request and a `Request` does not keep: the target and host exactly as sent. */
export interface Wire {
  /** Path and query, undecoded. */
  readonly target: string;
  readonly host: string;
}

/** Reads both from a request that has not been through a socket. */
export function wireOf(request: Request): Wire {
  const url = new URL(request.url);
  return { target: url.pathname + url.search, host: request.headers.get("host") ?? url.host };
}
