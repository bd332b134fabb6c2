import { createPublicKey, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { signedHeaders } from "../../../identity-domain/authentication/request-signature.ts";
import { signingKey } from "../key.ts";

const now = new Date("2026-01-02T03:04:05Z");
const url = new URL("http://127.0.0.1:8943/admin/v1/Apps?filter=displayName+eq+%22a%22");

function signatureOf(authorization: string | undefined): Buffer {
  return Buffer.from(/signature="([^"]+)"/.exec(authorization ?? "")?.[1] ?? "", "base64");
}

describe("the signature", () => {
  it("of a GET covers its date, target and host with port", () => {
    const { authorization, ...headers } = signedHeaders({ method: "GET", url }, signingKey, now);
    expect(headers).toEqual({ date: "Fri, 02 Jan 2026 03:04:05 GMT" });
    expect(authorization?.replace(/signature="[^"]+"/, "")).toBe(
      `Signature version="1",headers="date (request-target) host",keyId="${signingKey.keyId}",algorithm="rsa-sha256",`,
    );
    const text =
      "date: Fri, 02 Jan 2026 03:04:05 GMT\n(request-target): get /admin/v1/Apps?filter=displayName+eq+%22a%22\nhost: 127.0.0.1:8943";
    const publicKey = createPublicKey(signingKey.privateKey);
    expect(verify("sha256", Buffer.from(text), publicKey, signatureOf(authorization))).toBe(true);
  });

  it("of a POST covers its body too", () => {
    const { authorization, ...headers } = signedHeaders({ method: "POST", url, body: '{"ä":1}' }, signingKey, now);
    expect(headers).toEqual({
      date: "Fri, 02 Jan 2026 03:04:05 GMT",
      "content-length": "8",
      "content-type": "application/json",
      "x-content-sha256": "c1z3s1Q3SAmqiczjz4Y40aXapJPZm9PXysgb3yd8N2A=",
    });
    expect(authorization).toContain(
      'headers="date (request-target) host content-length content-type x-content-sha256"',
    );
  });
});
