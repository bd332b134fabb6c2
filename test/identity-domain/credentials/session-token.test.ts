import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chooseCredentials } from "../../../identity-domain/credentials/choose-credentials.ts";
import type { SessionKey } from "../../../identity-domain/credentials/credentials.ts";
import { errorOf, everythingIn } from "../answering-domain.ts";
import { privateKeyPem, tokenUntil } from "../key.ts";

// A session of the profile WORK as `oci session authenticate` stores it, and the region's authentication service instead of
// the network: Oracle's library uses the global fetch.

const minute = 60_000;
let folder: string;
let renewals: Request[];
let renewal: () => Response;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "session-"));
  renewals = [];
  renewal = () => new Response("", { status: 500 });
  vi.stubGlobal("fetch", async (request: Request) => {
    renewals.push(request);
    return renewal();
  });
  vi.spyOn(console, "info").mockImplementation(() => {});
  writeFileSync(join(folder, "key.pem"), privateKeyPem);
  writeFileSync(join(folder, "config"), profile({}));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function profile(changes: Record<string, string | undefined>): string {
  const entries = {
    tenancy: "t",
    fingerprint: "f",
    key_file: join(folder, "key.pem"),
    security_token_file: join(folder, "token"),
    region: "eu-frankfurt-1",
    ...changes,
  };
  const lines = Object.entries(entries).filter(([, value]) => value !== undefined);
  return ["[WORK]", ...lines.map(([name, value]) => `${name}=${value}`), ""].join("\n");
}

const store = (token: string): string => {
  writeFileSync(join(folder, "token"), token);
  return `ST$${token}`;
};
const session = async (): Promise<SessionKey> =>
  (await chooseCredentials(
    { auth: "securitytoken", configFileProfile: "WORK" },
    { OCI_CONFIG_FILE: join(folder, "config") },
  )) as SessionKey;
const keyId = async (key: SessionKey): Promise<string> => (await key.current()).keyId;

describe("the token of a session", () => {
  it("is read from the profile's file, with the profile's key", async () => {
    const id = store(tokenUntil(Date.now() + 60 * minute));
    expect(await keyId(await session())).toBe(id);
    expect(renewals).toEqual([]);
  });

  it("may end with a line break in the file", async () => {
    const token = tokenUntil(Date.now() + 60 * minute);
    store(`${token}\n`);
    expect(await keyId(await session())).toBe(`ST$${token}`);
  });

  it("is renewed by the library in its last five minutes, with the region's service", async () => {
    const old = tokenUntil(Date.now() + 4 * minute);
    store(old);
    const fresh = tokenUntil(Date.now() + 60 * minute);
    renewal = () => Response.json({ token: fresh });
    const key = await session();
    expect(await Promise.all([keyId(key), keyId(key)])).toEqual([`ST$${fresh}`, `ST$${fresh}`]);
    expect(await keyId(key)).toBe(`ST$${fresh}`);
    expect(renewals.map(({ url }) => url)).toEqual([
      "https://auth.eu-frankfurt-1.oraclecloud.com/v1/authentication/refresh",
    ]);
    expect(renewals[0]?.headers.get("authorization")).toContain(`keyId="ST$${old}"`);
  });

  it("is used until it expires if it cannot be renewed, which is tried once", async () => {
    const id = store(tokenUntil(Date.now() + 4 * minute));
    const key = await session();
    expect([await keyId(key), await keyId(key), renewals.length]).toEqual([id, id, 1]);
  });

  it("is read from the file again if the `oci` command has renewed it", async () => {
    store(tokenUntil(Date.now() + 4 * minute));
    const key = await session();
    const id = store(tokenUntil(Date.now() + 60 * minute));
    expect(await keyId(key)).toBe(id);
    expect(renewals).toEqual([]);
  });

  it("is an error with the command that starts a new session, if it has expired", async () => {
    const token = tokenUntil(Date.now() - minute);
    store(token);
    const error = await errorOf(keyId(await session()));
    expect([error.code, error.message]).toEqual([
      "TOKEN_EXPIRED",
      "The session token has expired.\nStart a new session: `oci session authenticate --profile-name WORK`.",
    ]);
    expect(everythingIn(error)).not.toContain(token);
    expect(renewals).toEqual([]);
  });
});

describe("a profile", () => {
  const problems = async (): Promise<string[]> => {
    vi.stubEnv("OCI_REGION", undefined);
    const error = await errorOf(session());
    expect(error.code).toBe("AUTHENTICATION_SETTINGS");
    return error.message.replaceAll(folder, "<folder>").split("\n").slice(1);
  };

  it("is refused without a session, with everything that is missing", async () => {
    writeFileSync(join(folder, "config"), profile({ security_token_file: undefined, region: undefined }));
    expect(await problems()).toEqual([
      '  the profile "WORK" of <folder>/config has no security_token_file',
      '  the profile "WORK" of <folder>/config has no region',
      "  auth SecurityToken needs a session: `oci session authenticate --profile-name WORK`",
    ]);
  });

  it("is refused with the names of its files if they do not exist", async () => {
    expect(await problems()).toEqual([
      "  the file <folder>/token does not exist",
      "  auth SecurityToken needs a session: `oci session authenticate --profile-name WORK`",
    ]);
  });

  it("does not show a key that is invalid", async () => {
    store(tokenUntil(Date.now() + 60 * minute));
    writeFileSync(join(folder, "key.pem"), "hush-hush");
    expect(await problems()).toEqual([
      '  the key file of the profile "WORK" is not an RSA key, or needs a different pass_phrase',
    ]);
  });

  it("is refused if it does not exist", async () => {
    writeFileSync(join(folder, "config"), "[PLAY]\nregion=eu-frankfurt-1\n");
    expect(await problems()).toEqual([
      '  the configuration file <folder>/config has no profile "WORK", or is malformed: `pulumi config set oci:configFileProfile` or OCI_CONFIG_FILE_PROFILE',
    ]);
  });
});
