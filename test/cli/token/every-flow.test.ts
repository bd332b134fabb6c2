import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentOf, textOf } from "../../../cli/deliver/document.ts";
import { pairFrom } from "../../../cli/pair/pair-from.ts";
import { withVaultSecrets } from "../../../cli/pair/with-vault-secrets.ts";
import type { Outputs } from "../../../cli/pulumi/pulumi.ts";
import { basic } from "../../../cli/token/basic.ts";
import { TokenCache } from "../../../cli/token/cache.ts";
import { revoke } from "../../../cli/token/revoke.ts";
import { consoleWords, type GrantType } from "../../../manifest/oracle/grant-types.ts";
import { ociSecretStore } from "../../../vault/oci-secret-store.ts";
import { createVisitor } from "../../compatibility/visitor.ts";
import { newFolder } from "../deliver/world.ts";
import { name, openTokenWorld, run, type TokenWorld, user } from "./world.ts";

const device = "urn:ietf:params:oauth:grant-type:device_code";

let world: TokenWorld;
let trusted: string[];
beforeAll(async () => {
  world = await openTokenWorld();
  trusted = getCACertificates();
  const ca = readFileSync(join(world.world.domain.dataFolder, "tls-certificate.pem"), "utf8");
  setDefaultCACertificates([...trusted, ca]);
});
afterAll(async () => {
  setDefaultCACertificates(trusted);
  await world?.close();
});

/** A file with the client's private key, and one with its certificate. */
function pemFiles() {
  const folder = newFolder();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  writeFileSync(key, world.certificate.keyPem, { mode: 0o600 });
  writeFileSync(certificate, world.certificate.certificatePem);
  return { key, certificate };
}

const secretOf = (secret: string) => ({ askForSecret: async () => secret });
const password = () => secretOf(world.world.domain.userPassword);

/** Types the code in a browser and allows the device. */
async function allow(note: string) {
  const [, address = "", code = ""] = /Open (\S+) and enter the code (\S+)/.exec(note) ?? [];
  const visitor = createVisitor(world.world.domain.url);
  let page = await visitor.submit(await visitor.open(address), { user_code: code }, "Continue");
  page = await visitor.submit(page, { username: user, password: world.world.domain.userPassword }, "Sign in");
  await visitor.submit(page, {}, "Allow");
}

/** How a token is got by each grant type. */
const ways: Readonly<Record<GrantType, () => ReturnType<typeof run>>> = {
  client_credentials: () => run(world.pair, {}),
  password: () => run(world.pair, { flow: "password", username: user }, password()),
  authorization_code: () => run(world.pair, { flow: "browser" }, { openBrowser: world.browse }),
  refresh_token: async () => {
    const first = await run(world.pair, { flow: "password", username: user, offline: true, form: "json" }, password());
    return run(world.pair, { flow: "refresh" }, secretOf(JSON.parse(first.printed).refreshToken));
  },
  implicit: () => run(world.pair, { flow: "implicit" }, { openBrowser: world.browse }),
  "urn:ietf:params:oauth:grant-type:jwt-bearer": () =>
    run(world.pair, { flow: "jwt", username: user, key: pemFiles().key }),
  "urn:ietf:params:oauth:grant-type:saml2-bearer": () => run(world.pair, { flow: "saml" }, secretOf(world.assertion())),
  [device]: () => {
    let note = "";
    return run(
      world.pair,
      { flow: "device" },
      {
        note: (said) => {
          note = said;
        },
        pause: () => allow(note),
      },
    );
  },
  tls_client_auth: () => run(world.pair, { flow: "tls", ...pemFiles() }),
};

describe("token", () => {
  it.each(Object.keys(consoleWords) as GrantType[])(
    "gets a token by %s that verifies by the domain's keys",
    async (grantType) => {
      const { error, printed } = await ways[grantType]();
      expect(error).toBeUndefined();
      const claims = await world.verified(printed);
      const own = ["client_credentials", "tls_client_auth"].includes(grantType);
      expect(claims).toMatchObject({
        client_id: world.pair.clientId,
        scope: "read",
        sub: own ? world.pair.clientId : user,
      });
    },
  );

  it("authenticates by an assertion instead of the secret, with --key", async () => {
    const { error, printed } = await run({ ...world.pair, clientSecret: undefined }, { key: pemFiles().key });
    expect(error).toBeUndefined();
    expect(await world.verified(printed)).toMatchObject({ sub: world.pair.clientId });
  });

  it("takes the next redirect URL if the port of the first is in use, and says when none is free", async () => {
    const [first = "", second = ""] = world.pair.redirectUrls ?? [];
    let inner: Awaited<ReturnType<typeof run>> | undefined;
    const outer = await run(
      world.pair,
      { flow: "browser" },
      {
        openBrowser: async (url) => {
          expect(new URL(url).searchParams.get("redirect_uri")).toBe(first);
          inner = await run(
            world.pair,
            { flow: "browser" },
            {
              openBrowser: async (other) => {
                expect(new URL(other).searchParams.get("redirect_uri")).toBe(second);
                expect((await run(world.pair, { flow: "browser" }, { openBrowser: async () => {} })).error).toBe(
                  `CommandError: No redirect URL of "${name}" can be listened at, because other programs use the ports: ${first}, ${second}. End one of them, or use --paste.`,
                );
                await world.browse(other);
              },
            },
          );
          await world.browse(url);
        },
      },
    );
    expect([outer.error, inner?.error]).toEqual([undefined, undefined]);
  });

  it("is not ended by a request with another state, shows the domain's refusal, and reflects nothing on its page", async () => {
    const [callback = ""] = world.pair.redirectUrls ?? [];
    let page = "";
    let stranger: Response | undefined;
    const arriving = (query: string) => ({
      openBrowser: async (url: string) => {
        const state = new URL(url).searchParams.get("state") ?? "";
        stranger = await fetch(`${callback}?code=abc&state=other`);
        page = await (await fetch(`${callback}?${query.replace("STATE", state)}`)).text();
      },
    });
    const pasted = { paste: true, askForAddress: async () => `${callback}?code=abc&state=other` };
    expect((await run(world.pair, { flow: "browser" }, pasted)).error).toBe(
      "TokenError: The address is not the answer to this sign-in: it has no code or token, or another `state`. Begin again.",
    );
    const refusal = "error=access_denied&error_description=%3Cb%3Eno%3C/b%3E&state=STATE";
    expect((await run(world.pair, { flow: "browser" }, arriving(refusal))).error).toBe(
      "TokenError: The sign-in was refused: access_denied: <b>no</b>.",
    );
    expect([stranger?.status, await stranger?.text()]).toEqual([400, "This is not the answer to the sign-in."]);
    expect(page).toBe(
      "<!doctype html><title>Back to the terminal</title><h1>You may close this page</h1><p>The terminal goes on.</p>",
    );
  });

  it("takes a pasted address, and says why where the browser is on another machine", async () => {
    const pasted = { elsewhere: "an SSH session", askForAddress: async () => "not an address" };
    const { error, notes } = await run(world.pair, { flow: "browser" }, pasted);
    expect(error).toBe("CommandError: That is not an address: paste all of it, from https:// or http:// on.");
    expect(notes[0]).toBe(
      "This is an SSH session, so the browser is on another machine: as with --paste, paste the address that it ends at.",
    );
  });

  it("ends when nobody signs in in time", async () => {
    const late = new AbortController();
    const nobody = { openBrowser: async () => late.abort(), signal: late.signal };
    expect((await run(world.pair, { flow: "browser" }, nobody)).error).toBe(
      "CommandError: Nobody signed in in time, so there is no token. Run the command again.",
    );
  });

  it("waits five seconds longer after each slow_down of the device flow", async () => {
    const answers = ["authorization_pending", "slow_down", "slow_down", "access_denied"];
    const sent: typeof fetch = async (url, init) =>
      String(url).endsWith("/token") ? Response.json({ error: answers.shift() }, { status: 400 }) : fetch(url, init);
    const { error, pauses } = await run(world.pair, { flow: "device" }, { fetch: sent });
    expect(error).toMatch(/^TokenError: Token refused by .*: 400 access_denied\.$/);
    expect(pauses).toEqual([5, 5, 10, 15]);
  });

  it("shows the token in the form that was asked for, and by default only its claims", async () => {
    const claims = await run(world.pair, { form: "claims" });
    expect(claims.printed).toContain(`token of ${name}, valid for 3600 s, with the claims`);
    expect(claims.printed).not.toContain("eyJ");
    expect((await run(world.pair, { form: "header" })).printed).toMatch(/^Authorization: Bearer eyJ[\w.-]+$/);
    expect((await run(world.pair, { form: "env" })).printed).toMatch(/^export ACCESS_TOKEN='eyJ[\w.-]+'$/);
    expect(JSON.parse((await run(world.pair, { form: "json" })).printed)).toEqual({
      client: name,
      flow: "client_credentials",
      accessToken: expect.stringMatching(/^eyJ/),
      tokenType: "Bearer",
      expiresAt: expect.any(String),
      scope: world.pair.scope,
    });
  });

  it("keeps a token only when asked to, and never where what was given decides whose it is", async () => {
    const cache = new TokenCache(newFolder());
    const first = await run(world.pair, {}, { cache });
    const again = await run(world.pair, {}, { cache });
    expect([again.printed, again.notes]).toEqual([first.printed, ["The token is from the cache."]]);
    expect((await run(world.pair, {})).printed).not.toBe(first.printed);
    const saml = await run(world.pair, { flow: "saml" }, { cache, ...secretOf(world.assertion()) });
    expect([saml.error, saml.notes]).toEqual([
      undefined,
      ["The token is not kept: a refresh token never is, and what was given decides whose token this is."],
    ]);
    expect(cache.forget(undefined)).toBe(1);
  });

  it("shows no secret, password or assertion when it fails", async () => {
    const hidden = ["not-the-password-1", "eyJub3QiOiJhIn0.bm90.YQ", "not-a-refresh-token-1", "wrong-secret-1"];
    const failures = await Promise.all([
      run(world.pair, { flow: "password", username: user }, secretOf("not-the-password-1")),
      run(world.pair, { flow: "jwt" }, secretOf("eyJub3QiOiJhIn0.bm90.YQ")),
      run(world.pair, { flow: "saml" }, secretOf("eyJub3QiOiJhIn0.bm90.YQ")),
      run(world.pair, { flow: "refresh" }, secretOf("not-a-refresh-token-1")),
      run({ ...world.pair, clientSecret: "wrong-secret-1" }, {}),
    ]);
    for (const { error, printed, notes } of failures) {
      expect(error).toMatch(/^TokenError: Token refused by /);
      for (const secret of [...hidden, world.pair.clientSecret])
        expect([error, printed, ...notes].join()).not.toContain(secret);
    }
  });
});

describe("a pair from the local vault", () => {
  it("gets a token, and is found by the OCID of its secret", async () => {
    const { url, dataFolder } = world.world.domain;
    const environment = { PATH: "", OCI_CONFIG_FILE: join(dataFolder, "oci-config") };
    const store = await ociSecretStore({ region: undefined, endpoint: url, authentication: {}, environment });
    const place = {
      vaultId: "ocid1.vault.oc1..local",
      compartmentId: "ocid1.tenancy.oc1..local",
      keyId: "ocid1.key.oc1..local",
      name: "orders",
    };
    const outputs = { clients: { [name]: world.pair }, clientSecrets: { [name]: world.pair.clientSecret } };
    const document = documentOf(outputs as Parameters<typeof documentOf>[0], name);
    await store.create(place, {}, document ? textOf(document) : "");
    const { id = "" } = (await store.secretNamed(place)) ?? {};
    const sources = { outputs: async () => ({}), environment, vault: { endpoint: url } };
    const pair = await pairFrom(`vault:${id}`, name, sources);
    const { error, printed } = await run(pair, { flow: "client" });
    expect(error).toBeUndefined();
    expect(await world.verified(printed)).toMatchObject({ client_id: world.pair.clientId });

    // Where the stack has no secret, its outputs name the secret in the vault, and the pair is the vault's as a whole.
    const { clientSecret: _, ...open } = world.pair;
    const vaultOnly = (vaultSecret: string) => ({ ...open, clientId: "old", delivery: { vaultSecret, sha256: "0" } });
    const stack: Outputs = {
      clients: { [name]: vaultOnly(id), "orders/gone": vaultOnly(id), "sales/other": vaultOnly(id) },
    };
    const notes: string[] = [];
    const found = await withVaultSecrets(stack, "orders", { environment, vault: sources.vault }, (text) =>
      notes.push(text),
    );
    expect(found.clientSecrets).toEqual({ [name]: world.pair.clientSecret });
    expect(found.clients?.[name]?.clientId).toBe(world.pair.clientId);
    expect(notes).toEqual([
      `orders/gone: its pair cannot be read in the vault. vault:${id} holds the pair of ${name}, not of orders/gone.`,
    ]);
  });
});

describe("the command line", () => {
  it("gives a token to the program behind --, whose exit code it ends with, and refuses a token as an argument", async () => {
    const file = join(newFolder(), "orders.json");
    const outputs = { clients: { [name]: world.pair }, clientSecrets: { [name]: world.pair.clientSecret } };
    const document = documentOf(outputs as Parameters<typeof documentOf>[0], name);
    writeFileSync(file, document ? textOf(document) : "", { mode: 0o600 });
    const program = ["--", "sh", "-c", 'printf "%s" "$ACCESS_TOKEN"; exit 7'];
    const done = await idcsApps("token", "--from", `json:${file}`, "--flow", "client", ...program);
    expect({ code: done.code, errors: done.errors }).toEqual({ code: 7, errors: "" });
    expect(await world.verified(done.output)).toMatchObject({ client_id: world.pair.clientId });
    const refused = await idcsApps("revoke", done.output);
    expect({ ...refused, errors: refused.errors.slice(0, 38) }).toEqual({
      code: 1,
      output: "",
      errors: "An argument is a token or a secret: th",
    });
    expect(refused.errors).not.toContain(done.output);
  });
});

/** Runs the program with these arguments. */
async function idcsApps(...args: readonly string[]) {
  const main = join(import.meta.dirname, "../../../cli/main.ts");
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((done) => child.on("close", done)),
  ]);
  return { code, output, errors };
}

describe("basic", () => {
  it("encodes client ID and secret as forms do, as RFC 6749 2.3.1 wants", async () => {
    const [clientId, clientSecret] = ["a:b c", "ü+%&=:/é ~*'()!"];
    const encoded = [clientId, clientSecret].map((word) => new URLSearchParams({ v: word }).toString().slice(2));
    const header = await basic({ ...world.pair, clientId, clientSecret }, name);
    const decoded = Buffer.from(header.replace("Authorization: Basic ", ""), "base64").toString();
    const plain = (text: string) => [...new URLSearchParams(`v=${text}`).values()][0];
    expect(decoded.split(":").map(plain)).toEqual([clientId, clientSecret]);
    expect(decoded.split(":").map((text) => text.includes(" "))).toEqual([false, false]);
    expect(decoded.split(":")[0]).toBe(encoded[0]);
  });
});

describe("revoke", () => {
  it("makes the token inactive", async () => {
    const { printed } = await run(world.pair, {});
    const active = async () => {
      const authorization = (await basic(world.pair, name)).replace("Authorization: ", "");
      const answer = await fetch(`${world.world.domain.url}/oauth2/v1/introspect`, {
        method: "POST",
        headers: { authorization },
        body: new URLSearchParams({ token: printed }),
      });
      return ((await answer.json()) as { active: boolean }).active;
    };
    expect(await active()).toBe(true);
    expect(await revoke(world.pair, name, printed)).toContain(`The domain takes the token of ${name} no longer.`);
    expect(await active()).toBe(false);
    expect(decodeJwt(printed)).toMatchObject({ client_id: world.pair.clientId });
  });
});
