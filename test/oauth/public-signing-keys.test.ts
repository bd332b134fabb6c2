import { describe, expect, it } from "vitest";
import { publicSigningKeys } from "../../oauth/public-signing-keys.ts";

const domain = "https://idcs-1.example";
const url = `${domain}/admin/v1/SigningCert/jwk`;
const answering = (response: Response) => publicSigningKeys(domain, async () => response);
const invalid = (status: number) => ({
  code: "INVALID_RESPONSE",
  message: `${url} did not answer with a set of keys, but with ${status}: check the identity domain's URL.`,
});

describe("publicSigningKeys", () => {
  it("asks the domain without credentials, and reads its clock", async () => {
    const asked: [string, RequestInit | undefined][] = [];
    const found = await publicSigningKeys(domain, async (input, init) => {
      asked.push([String(input), init]);
      return Response.json({ keys: [{ kty: "RSA" }] }, { headers: { date: "Tue, 24 Nov 2026 21:13:59 GMT" } });
    });
    expect(found).toEqual({ keys: [{ kty: "RSA" }], date: new Date("2026-11-24T21:13:59.000Z") });
    expect(asked.map(([to, init]) => [to, init?.headers, init?.redirect])).toEqual([
      [url, { accept: "application/json" }, "manual"],
    ]);
  });

  it.each([401, 403])("finds none if the domain answers %i", async (status) => {
    expect(await answering(new Response("", { status }))).toBeUndefined();
  });

  it.each([
    ["a redirect", new Response("", { status: 302, headers: { location: "https://evil.example" } }), 302],
    ["an error", new Response('{"keys":[]}', { status: 500 }), 500],
    ["a page", new Response("<html>"), 200],
    ["keys that are none", Response.json({ keys: [1] }), 200],
    ["more than 1 MiB", new Response(`{"keys":[],"x":"${"x".repeat(1024 * 1024)}"}`), 200],
  ])("refuses %s", async (_, response, status) => {
    await expect(answering(response)).rejects.toMatchObject(invalid(status));
  });

  it("sends nothing to a domain that is not encrypted, and names one that does not answer", async () => {
    await expect(publicSigningKeys("http://idcs-1.example")).rejects.toMatchObject({ code: "NOT_ENCRYPTED" });
    await expect(
      publicSigningKeys(domain, async () => {
        throw new TypeError("fetch failed");
      }),
    ).rejects.toMatchObject({
      code: "UNREACHABLE",
      message: `${url} cannot be reached: check the identity domain's URL, and that the domain is running.`,
    });
  });
});
