import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AdminClient, fingerprintOf, type SessionKey } from "../../../identity-domain/credentials/credentials.ts";
import {
  type AnsweringDomain,
  answering,
  errorOf,
  everythingIn,
  failed,
  found,
  type Step,
} from "../answering-domain.ts";
import { privateKeyPem, signingKey, tokenUntil } from "../key.ts";

// It is 03:04:05. The domain answers 401 to everything, if nothing else is said; its words are the same for all reasons.

const now = Date.parse("2026-01-02T03:04:05Z");
beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

const fingerprint = fingerprintOf(signingKey.privateKey);
const denied = (date = new Date(now)): Response => failed(401, { detail: "Denied." }, { date: date.toUTCString() });
const refused = 'GET https://idcs-1.example/admin/v1/Apps/1 was refused: 401 "Denied." (opc-request-id REQ).';

async function reasonOf({ domain }: AnsweringDomain): Promise<readonly [string, string | undefined]> {
  const error = await errorOf(domain.read("Apps", "1"));
  expect(error.message.startsWith(`${refused}\n`)).toBe(true);
  expect(error.details).toMatchObject({ status: 401, detail: "Denied.", opcRequestId: "REQ" });
  return [error.code, error.message.slice(refused.length + 1)];
}

const session = (expiry: number): SessionKey => ({
  holder: "the session",
  renewal: "Begin a new session.",
  current: async () => ({ ...signingKey, keyId: `ST$${tokenUntil(expiry)}` }),
});

describe("401 means", () => {
  it("that the fingerprint belongs to another key", async () => {
    const credentials = { ...signingKey, keyId: "tenancy/user/aa:bb" };
    expect(await reasonOf(answering([denied()], { credentials }))).toEqual([
      "KEY_MISMATCH",
      `The private key has the fingerprint ${fingerprint}, and oci:fingerprint is aa:bb: remove oci:fingerprint, which is then computed, or use the key that belongs to it.`,
    ]);
  });

  it("that the domain does not know the key, if it also refuses /Me", async () => {
    const world = answering([denied(), denied()]);
    expect(await reasonOf(world)).toEqual([
      "UNKNOWN_KEY",
      `The domain does not know the key ${fingerprint} of user user in tenancy tenancy: check oci:tenancyOcid and oci:userOcid, and add the key's public part to the user's API keys if it is not there.`,
    ]);
    expect(world.requests.map(({ url }) => new URL(url).pathname)).toEqual(["/admin/v1/Apps/1", "/admin/v1/Me"]);
  });

  it("for writes of users, that the user lacks a second role", async () => {
    const next = async (write: (domain: AnsweringDomain["domain"]) => Promise<unknown>) =>
      (await errorOf(write(answering([denied(), found()]).domain))).message.split("\n").slice(1);
    const one = "The key is correct. Its user user needs the role Application Administrator in the identity domain.";
    const other = "To create, change and delete users, it needs User Administrator as well.";
    expect(await next((domain) => domain.create("Users", {}))).toEqual([one, other]);
    expect(await next((domain) => domain.replace("Users", "1", {}))).toEqual([one, other]);
    expect(await next((domain) => domain.remove("Users", "1"))).toEqual([one, other]);
    expect(await next((domain) => domain.read("Users", "1"))).toEqual([one]);
    expect(await next((domain) => domain.create("Apps", {}))).toEqual([one]);
  });

  it.each([found(), failed(403), failed(501)])("that the user lacks the role, if the key is known (%#)", async (me) => {
    expect(await reasonOf(answering([denied(), me]))).toEqual([
      "FORBIDDEN",
      "The key is correct. Its user user needs the role Application Administrator in the identity domain.",
    ]);
  });

  it("either of these, if /Me gets no answer", async () => {
    const retry = { retries: 0 };
    expect(await reasonOf(answering([denied(), "lost"], { retry }))).toEqual([
      "UNAUTHORIZED",
      `Check oci:tenancyOcid, oci:userOcid and the key (is ${fingerprint} one of that user's API keys?), and that the user has the role Application Administrator.`,
    ]);
  });

  it("the same for many requests, and /Me is sent once", async () => {
    const world = answering(Array.from({ length: 9 }, () => denied()));
    await Promise.all([reasonOf(world), reasonOf(world), reasonOf(world)]);
    expect(world.requests).toHaveLength(4);
  });

  const clocks: readonly [number, string][] = [
    [5, "5 minutes ahead of"],
    [-7, "7 minutes behind"],
    [180, "3 hours ahead of"],
    [-3 * 24 * 60, "3 days behind"],
  ];
  it.each(clocks)("that the clock is wrong by %i minutes", async (minutes, words) => {
    expect(await reasonOf(answering([denied(new Date(now - minutes * 60_000))]))).toEqual([
      "CLOCK_SKEWED",
      `This machine's clock is ${words} the identity domain's, which accepts signatures of the last five minutes only: correct the clock, for example with NTP.`,
    ]);
  });

  it("something else, if the clock is wrong by less than four minutes", async () => {
    const world = answering([denied(new Date(now - 239_000)), denied()]);
    expect((await reasonOf(world))[0]).toBe("UNKNOWN_KEY");
  });

  it("that the session's token has expired", async () => {
    expect(await reasonOf(answering([denied()], { credentials: session(now - 1000) }))).toEqual([
      "TOKEN_EXPIRED",
      "The token of the session has expired.\nBegin a new session.",
    ]);
  });

  it("that its holder lacks the right, if the token has not expired", async () => {
    expect(await reasonOf(answering([denied()], { credentials: session(now + 1000) }))).toEqual([
      "UNAUTHORIZED",
      "The domain refuses the session, whose token has not expired: check that it belongs to the domain's tenancy and has the right to administer the identity domain (a role, or a policy for its dynamic group).",
    ]);
  });
});

describe("no error shows", () => {
  const sensitive = [
    privateKeyPem.slice(100, 140),
    "hush-hush",
    tokenUntil(now + 1000),
    "Signature",
    "rsa-sha256",
    "Basic",
    "Bearer",
    "bearer-token",
  ];
  const credentials: Record<string, Parameters<typeof answering>[1]> = {
    "an API key": {},
    "a session": { credentials: session(now + 1000) },
    "an admin client": { credentials: new AdminClient("admin", "hush-hush") },
  };
  const token = (): Response => Response.json({ access_token: "bearer-token", token_type: "Bearer" });
  const endings: Record<string, () => Step[]> = {
    "a refusal": () => [token(), failed(400)],
    "401": () => [token(), failed(401), token(), failed(401), failed(401), failed(401)],
    "a lost answer": () => [token(), "lost"],
    "no connection": () => Array.from({ length: 10 }, () => "refused" as const),
    "another answer": () => [token(), Response.json({})],
    "a token that was refused": () => [failed(401), failed(401), failed(401)],
  };
  const cases = Object.keys(credentials).flatMap((who) => Object.keys(endings).map((ending) => [who, ending]));
  it.each(cases as [string, string][])("what %s sent, after %s", async (who, ending) => {
    const steps = endings[ending]?.() ?? [];
    const { domain } = answering(who === "an admin client" ? steps : steps.slice(1), credentials[who]);
    const failure = errorOf(domain.create("Apps", { clientSecret: "hush-hush" }));
    await vi.advanceTimersByTimeAsync(1000);
    const everything = everythingIn(await failure);
    for (const secret of sensitive) expect(everything).not.toContain(secret);
  });
});
