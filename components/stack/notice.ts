import type { Finding } from "../../manifest/yaml/problem.ts";

/** A message about a value of a manifest, or about what no manifest contains any more. */
export type Notice = Finding | { readonly node?: undefined; readonly message: string };
