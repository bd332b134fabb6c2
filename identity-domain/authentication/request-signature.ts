import { createHash, sign } from "node:crypto";
import type { SigningKey } from "../credentials/credentials.ts";

/** The parts of a request that its signature covers. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  /** The body exactly as it is sent. */
  readonly body?: string;
}

/**
 * The headers that authenticate a request: `date` and `authorization`, and those that describe its body.
 *
 * `oci-common` can sign requests too. It is a dependency, but loading it takes longer than the rest of the plugin's start,
 * and the plugin starts with every `pulumi` command. So it is loaded only for credentials that need it.
 *
 * @see https://docs.oracle.com/en-us/iaas/Content/API/Concepts/signingrequests.htm
 */
export function signedHeaders(
  request: UnsignedRequest,
  key: SigningKey,
  now: Date = new Date(),
): Record<string, string> {
  const target = `${request.method.toLowerCase()} ${request.url.pathname}${request.url.search}`;
  const sent: Record<string, string> = { date: now.toUTCString(), ...bodyHeaders(request) };
  const { date, ...describingBody } = sent;
  const signed = { date, "(request-target)": target, host: request.url.host, ...describingBody };
  const signature = sign(
    "sha256",
    Buffer.from(
      Object.entries(signed)
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n"),
    ),
    key.privateKey,
  ).toString("base64");
  const parameters = {
    version: "1",
    headers: Object.keys(signed).join(" "),
    keyId: key.keyId,
    algorithm: "rsa-sha256",
    signature,
  };
  const authorization = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return { ...sent, authorization: `Signature ${authorization.join(",")}` };
}

function bodyHeaders(request: UnsignedRequest): Record<string, string> {
  if (!["POST", "PUT", "PATCH"].includes(request.method)) return {};
  const body = request.body ?? "";
  return {
    "content-length": String(Buffer.byteLength(body)),
    "content-type": "application/json",
    "x-content-sha256": createHash("sha256").update(body).digest("base64"),
  };
}
