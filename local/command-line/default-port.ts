import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { isLoopback } from "../../wording/loopback.ts";

/** The environment of the local domain, as `npm start` uses it. */
const environmentFile = "environments/dev.yaml";

const otherwise = 8943;

/**
 * The port where `npm start` expects the local domain: that of the environment's URL. 8943 in a folder without that file,
 * or if its URL is not one of a local domain.
 */
export function defaultPort(): number {
  try {
    const { protocol, hostname, port } = new URL(parse(readFileSync(environmentFile, "utf8")).identityDomain.url);
    return protocol === "http:" && isLoopback(hostname) ? Number(port || 80) : otherwise;
  } catch {
    return otherwise;
  }
}
