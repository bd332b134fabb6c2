import { isLoopback } from "../wording/loopback.ts";
import { TokenError } from "./token-error.ts";

/** The largest answer that is read: 1 MiB. */
const largestAnswer = 1024 * 1024;

/** The keys of a domain that shows them to everyone, and the time on its clock if it says it. */
export interface PublicKeys {
  readonly keys: readonly object[];
  readonly date: Date | undefined;
}

/**
 * Reads the signing keys of an identity domain without credentials.
 *
 * @returns undefined if the domain shows them only to callers that it knows
 * @throws TokenError `NOT_ENCRYPTED`, `UNREACHABLE`, `TIMED_OUT` or `INVALID_RESPONSE`
 */
export async function publicSigningKeys(
  domainUrl: string,
  send: typeof fetch = fetch,
): Promise<PublicKeys | undefined> {
  const url = new URL("/admin/v1/SigningCert/jwk", domainUrl);
  if (url.protocol !== "https:" && !isLoopback(url.hostname))
    throw new TokenError(
      "NOT_ENCRYPTED",
      `${domainUrl} is not encrypted: anyone could answer with other keys. Use https.`,
    );
  const response = await send(url, {
    redirect: "manual",
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    if (error instanceof Error && error.name === "TimeoutError")
      throw new TokenError("TIMED_OUT", `${url} gave no answer within 30 seconds.`);
    throw new TokenError(
      "UNREACHABLE",
      `${url} cannot be reached: check the identity domain's URL, and that the domain is running.`,
    );
  });
  if (response.status === 401 || response.status === 403) return undefined;
  const keys = keysIn(response.status === 200 ? await textOf(response) : "");
  if (keys === undefined)
    throw new TokenError(
      "INVALID_RESPONSE",
      `${url} did not answer with a set of keys, but with ${response.status}: check the identity domain's URL.`,
    );
  const date = new Date(response.headers.get("date") ?? "");
  return { keys, date: Number.isNaN(date.getTime()) ? undefined : date };
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > largestAnswer) return "";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function keysIn(text: string): object[] | undefined {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    return Array.isArray(keys) && keys.every((key) => typeof key === "object" && key !== null) ? keys : undefined;
  } catch {
    return undefined;
  }
}
