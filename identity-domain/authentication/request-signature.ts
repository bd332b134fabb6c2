import { createHash, sign } from "node:crypto";
import type { SigningKey } from "../credentials/credentials.ts";

/** A request as far as its signature covers it. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  /** The body exactly as it is sent. */
  readonly body?: string;
}

/**
 * The headers that make a request an authentic one: `date` and `authorization`, and with a body what describes it.
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
