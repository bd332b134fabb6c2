import { createHash, type KeyObject, verify } from "node:crypto";
import { holderOfSessionToken } from "../authorization-server/tokens/session-token.ts";
import type { DomainContext } from "../domain-context.ts";
import { type Caller, signingCaller, signingUser } from "../resources/caller.ts";
import { textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";

/** A request as it came over the wire, for checking its signature. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, undecoded. */
  readonly target: string;
  readonly headers: Headers;
  readonly host: string;
  readonly body: Buffer;
}

const allowedSkew = 5 * 60 * 1000;
const always = ["(request-target)", "host"];
const withBody = ["content-length", "content-type", "x-content-sha256"];

/**
 * Verifies an OCI request signature: a registered key or a session token of this domain, all required headers signed, a date within five minutes, the
 * body's length and digest, and the RSA signature itself.
 *
 * @throws ScimError `accessDenied` with the first thing that is wrong
 * @see draft-cavage-http-signatures-08; Oracle, "Request Signatures"
 */
export async function verifySignature(
  domain: DomainContext,
  request: SignedRequest,
  authorization: string,
): Promise<Caller> {
  const parameters = new Map([...authorization.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const { caller, publicKey } = await signerOf(domain, parameters.get("keyId") ?? "");
  if (parameters.get("algorithm") !== "rsa-sha256") throw denied("The request signature must be rsa-sha256.");
  if (parameters.get("version") !== "1") throw denied("The request signature must be of version 1.");

  const signed = (parameters.get("headers") ?? "").toLowerCase().split(" ");
  refuseUnsignedHeaders(request, signed);
  refuseSkew(domain, request, signed);
  refuseBody(request);
  const signature = Buffer.from(parameters.get("signature") ?? "", "base64");
  const text = Buffer.from(signed.map((name) => `${name}: ${signedValue(request, name)}`).join("\n"));
  if (!verify("sha256", text, publicKey, signature)) {
    throw denied("The request signature does not match the request.");
  }
  return caller;
}

/** Whose key signs, by the key id: a registered one, or `ST$` and a session token that has the key. */
async function signerOf(
  domain: DomainContext,
  keyId: string,
): Promise<{ readonly caller: Caller; readonly publicKey: KeyObject | string }> {
  if (keyId.startsWith("ST$")) {
    const holder = await holderOfSessionToken(domain, keyId.slice(3));
    if ("reason" in holder)
      throw denied("The session token of the request signature is not valid.").because(holder.reason);
    return { caller: signingUser(domain.directory, holder.user), publicKey: holder.publicKey };
  }
  const key = domain.directory.byId("ApiKey", keyId);
  const caller = key === undefined ? undefined : signingCaller(domain, key);
  if (key === undefined || caller === undefined) throw denied("The key of the request signature is not registered.");
  return { caller, publicKey: textOf(key, "publicKey") ?? "" };
}

function denied(detail: string): ScimError {
  return new ScimError("accessDenied", detail);
}

function hasBody({ method }: SignedRequest): boolean {
  return ["POST", "PUT", "PATCH"].includes(method);
}

function refuseUnsignedHeaders(request: SignedRequest, signed: readonly string[]): void {
  const required = hasBody(request) ? [...always, ...withBody] : always;
  const missing = required.filter((name) => !signed.includes(name));
  if (!signed.includes("date") && !signed.includes("x-date")) missing.unshift("date");
  if (missing.length > 0) throw denied(`The request signature must cover ${missing.join(", ")}.`);
}

function refuseSkew({ settings }: DomainContext, { headers }: SignedRequest, signed: readonly string[]): void {
  const date = Date.parse(headers.get(signed.includes("x-date") ? "x-date" : "date") ?? "");
  if (Number.isNaN(date) || Math.abs(settings.now().getTime() - date) > allowedSkew) {
    throw denied("The date of the request is not within five minutes of the server's clock.");
  }
}

function refuseBody(request: SignedRequest): void {
  if (!hasBody(request)) return;
  const { headers, body } = request;
  if (headers.get("content-length") !== String(body.length)) {
    throw denied("The content-length of the request is not the length of its body.");
  }
  if (headers.get("x-content-sha256") !== createHash("sha256").update(body).digest("base64")) {
    throw denied("The x-content-sha256 of the request is not the digest of its body.");
  }
}

function signedValue(request: SignedRequest, name: string): string {
  if (name === "(request-target)") return `${request.method.toLowerCase()} ${request.target}`;
  return name === "host" ? request.host : (request.headers.get(name) ?? "");
}
