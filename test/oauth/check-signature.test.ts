import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { checkSignature } from "../../oauth/check-signature.ts";
import { readToken } from "../../oauth/read-token.ts";

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

const own = await generateKeyPair("RS256");
const other = await generateKeyPair("RS256");
const elliptic = await generateKeyPair("ES256");

async function check(keys: readonly Pair[], signer: Pair, header: object, tail = ""): Promise<string> {
  const set = await Promise.all(
    keys.map(async ({ publicKey }) => ({ ...(await exportJWK(publicKey)), kid: "SIGNING_KEY" })),
  );
  const signed = new SignJWT({ sub: "ledger" }).setProtectedHeader({ alg: "RS256", ...header });
  const token = (await signed.sign(signer.privateKey)) + tail;
  const read = readToken(token);
  if (read.form !== "jwt") throw new Error(read.form);
  return checkSignature(token, read, { keys: set });
}

describe("checkSignature", () => {
  it("accepts what one of the keys has signed, also if several have the same ID or the token names none", async () => {
    expect(await check([own], own, { kid: "SIGNING_KEY" })).toBe("VALID");
    expect(await check([other, own], own, { kid: "SIGNING_KEY" })).toBe("VALID");
    expect(await check([other, own], own, {})).toBe("VALID");
  });

  it("refuses what none of them has signed", async () => {
    expect(await check([own], other, { kid: "SIGNING_KEY" })).toBe("WRONG");
    expect(await check([own, own], other, { kid: "SIGNING_KEY" })).toBe("WRONG");
    expect(await check([own], own, { kid: "SIGNING_KEY" }, "AAAA")).toBe("WRONG");
    expect(await check([own], own, { kid: "ANOTHER" })).toBe("UNKNOWN_KEY");
    expect(await check([], own, { kid: "SIGNING_KEY" })).toBe("UNKNOWN_KEY");
  });

  it("refuses another algorithm even if the key is right, and the key that a token brings", async () => {
    expect(await check([elliptic], elliptic, { alg: "ES256", kid: "SIGNING_KEY" })).toBe("OTHER_ALGORITHM");
    const jwk = await exportJWK(other.publicKey);
    expect(await check([own], other, { kid: "SIGNING_KEY", jwk })).toBe("WRONG");
  });
});
