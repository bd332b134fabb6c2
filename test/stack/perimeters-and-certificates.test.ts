import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { makeCertificate, type TestCertificate } from "../local/certificates.ts";
import { administratorOf, contentsOf, writesSince } from "./administrator.ts";
import { claimsOf, credentialsOf, requestToken } from "./developer.ts";
import { createWorld, type Outputs, outputOf, type World } from "./world.ts";

// From where clients may ask for tokens, and how they prove by certificates who they are.

const access = "access: [{ service: integration, instance: finance, roles: [] }]";
const perimeters = `team: field
owner: field@example.com
clients:
  - { name: inside, networkPerimeters: [Office], grantTypes: [Client credentials], ${access} }
  - { name: outside, networkPerimeters: [branch], grantTypes: [Client credentials], ${access} }
  - { name: either, networkPerimeters: [branch, data-center], grantTypes: [Client credentials], ${access} }
`;
const certificates = (handshake: string, alias: string) => `team: keys
owner: keys@example.com
clients:
  - { name: signs, grantTypes: [Client credentials], certificates: [signs.pem], ${access} }
  - name: vouches
    clientType: trusted
    grantTypes: [JWT assertion]
    certificates: [{ file: vouches.pem, alias: ${alias} }, signs.pem]
    ${access}
  - { ${handshake}, grantTypes: [TLS client authentication], certificates: [handshake.pem], ${access} }
`;
const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const clientAssertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

let world: World;
let administrator: IdentityDomain;
let outputs: Outputs;
let keys: Record<"signs" | "vouches" | "handshake" | "renewed" | "leaked", TestCertificate>;
let before: object;

const client = (name: string) => credentialsOf(outputs, name);
const aliasesOf = (name: string) => client(name).certificates?.map(({ alias }) => alias) ?? [];
const fingerprintOf = ({ certificate }: TestCertificate) =>
  certificate.fingerprint256.replaceAll(":", "").slice(0, 8).toLowerCase();
const ownToken = (name: string) =>
  requestToken(client(name), { grant_type: "client_credentials", scope: client(name).scope });

/** A JWT about somebody, signed by a client with the key of its certificate. */
function signed(name: string, subject: string, kid: string | undefined, key: TestCertificate): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: "RS256", kid: kid ?? "" })
    .setIssuer(client(name).clientId)
    .setSubject(subject)
    .setAudience(`${world.domain.url}/`)
    .setExpirationTime("5 minutes")
    .sign(key.privateKey);
}

/** Asks for a token without a secret: the client signs who it is. */
async function tokenBySignature(name: string, key: TestCertificate, [kid] = aliasesOf(name)): Promise<number> {
  const { clientId, tokenUrl, scope } = client(name);
  const assertion = await signed(name, clientId, kid, key);
  const form = { grant_type: "client_credentials", scope, client_assertion_type: clientAssertion };
  const body = new URLSearchParams({ ...form, client_assertion: assertion });
  return (await fetch(tokenUrl, { method: "POST", body })).status;
}

/** Asks for a token without a secret: the TLS handshake shows the certificate. */
async function tokenByHandshake(name: string, { keyPem: key, certificatePem: cert }: TestCertificate): Promise<number> {
  const { clientId, discoveryUrl = "", scope } = client(name);
  const discovered = (await (await fetch(discoveryUrl)).json()) as Record<string, { secure_token_endpoint: string }>;
  const tokenUrl = discovered["openid-configuration"]?.secure_token_endpoint ?? "";
  const ca = readFileSync(join(world.domain.dataFolder, "tls-certificate.pem"));
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return new Promise((resolve, reject) => {
    request(tokenUrl, { method: "POST", ca, key, cert, headers, agent: false }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    })
      .on("error", reject)
      .end(new URLSearchParams({ grant_type: "tls_client_auth", client_id: clientId, scope }).toString());
  });
}

function writeEnvironment(office: string, branch: string): void {
  const declared = `networkPerimeters: [{ ${office} }, { name: branch, addresses: [${branch}] }]`;
  world.write("environments/dev.yaml", `identityDomain: { url: "${world.domain.url}" }\n${declared}\n`);
}

async function up(): Promise<string[]> {
  const from = world.domain.requests.length;
  outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
  outputs = await world.outputs("--show-secrets");
  return writesSince(world.domain, from);
}

beforeAll(async () => {
  world = await createWorld(
    { "teams/field.yaml": perimeters, "teams/keys.yaml": certificates("name: handshakes", "voucher") },
    { tls: { port: 0 } },
  );
  const names = ["signs", "vouches", "handshake", "renewed", "leaked"] as const;
  const made = names.map(async (name) => [name, await makeCertificate(`${name}.example.com`)]);
  keys = Object.fromEntries(await Promise.all(made));
  for (const name of ["signs", "vouches", "handshake"] as const)
    world.write(`teams/${name}.pem`, keys[name].certificatePem);
  writeEnvironment("name: office, addresses: [127.0.0.1]", "203.0.113.0/24");
  administrator = await administratorOf(world.domain);
  await administrator.create("NetworkPerimeters", {
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:NetworkPerimeter"],
    name: "Data-Center",
    ipAddresses: [{ value: "127.0.0.0/8" }],
  });
  before = await contentsOf(administrator);
  await up();
});
afterAll(() => world?.close());

describe("network perimeters", () => {
  it("give tokens inside and none outside, be they the environment's or of the domain before it", async () => {
    expect(await ownToken("field/inside")).toMatchObject({ status: 200 });
    expect(await ownToken("field/either")).toMatchObject({ status: 200 });
    expect(await ownToken("field/outside")).toMatchObject({ status: 400, error: "unauthorized_client" });
  });
});

describe("certificates", () => {
  it("prove a client that signs who it is, and no other key does", async () => {
    expect(await tokenBySignature("keys/signs", keys.signs)).toBe(200);
    expect(await tokenBySignature("keys/signs", keys.vouches)).toBe(401);
  });

  it("let a trusted client vouch for a user, each of them under its own alias", async () => {
    const fingerprints = [keys.vouches, keys.signs].map(fingerprintOf);
    expect(aliasesOf("keys/vouches")).toEqual([`voucher_${fingerprints[0]}`, `keys_vouches_dev_${fingerprints[1]}`]);
    for (const [index, key] of [keys.vouches, keys.signs].entries()) {
      const assertion = await signed("keys/vouches", "mia@example.com", aliasesOf("keys/vouches")[index], key);
      const { scope } = client("keys/vouches");
      const token = await requestToken(client("keys/vouches"), { grant_type: jwtBearer, assertion, scope });
      expect(claimsOf(token)).toMatchObject({ sub: "mia@example.com", sub_type: "user" });
    }
  });

  it("prove a client in the TLS handshake, and no other certificate does", async () => {
    expect(await tokenByHandshake("keys/handshakes", keys.handshake)).toBe(200);
    expect(await tokenByHandshake("keys/handshakes", keys.signs)).toBe(401);
  });
});

describe("a second `up`", () => {
  it("changes addresses in place, replaces certificates by their files, and keeps those of a renamed client", async () => {
    const old = { signs: aliasesOf("keys/signs"), handshakes: aliasesOf("keys/handshakes") };
    writeEnvironment('name: OFFICE, addresses: [198.51.100.7, 10.0.0.1-10.0.0.9, "2001:db8::/32"]', "127.0.0.1");
    world.write("teams/signs.pem", keys.renewed.certificatePem);
    world.write("teams/keys.yaml", certificates("name: shakes, was: keys/handshakes", "vouching"));
    const writes = await up();
    expect(writes.toSorted()).toEqual([
      ...Array(3).fill("DELETE OAuthClientCertificates"),
      ...Array(3).fill("POST OAuthClientCertificates"),
      ...Array(3).fill("PUT Apps"),
      ...Array(2).fill("PUT NetworkPerimeters"),
    ]);
    expect(writes.slice(-3)).toEqual(Array(3).fill("DELETE OAuthClientCertificates"));
    expect(aliasesOf("keys/shakes")).toEqual(old.handshakes);
    expect(aliasesOf("keys/signs")).toEqual([`keys_signs_dev_${fingerprintOf(keys.renewed)}`]);
    expect(aliasesOf("keys/vouches")[0]).toBe(`vouching_${fingerprintOf(keys.vouches)}`);
    const { Resources } = await administrator.list("OAuthClientCertificates");
    const aliases = ["keys/signs", "keys/vouches", "keys/shakes"].flatMap(aliasesOf);
    expect(Resources.map(({ certificateAlias }) => certificateAlias).sort()).toEqual(aliases.sort());
  });

  it("then takes the new key and address, and the old ones no more", async () => {
    expect(await tokenBySignature("keys/signs", keys.renewed)).toBe(200);
    expect(await tokenBySignature("keys/signs", keys.signs)).toBe(401);
    expect(await tokenByHandshake("keys/shakes", keys.handshake)).toBe(200);
    expect(await ownToken("field/outside")).toMatchObject({ status: 200 });
    expect(await ownToken("field/inside")).toMatchObject({ status: 400, error: "unauthorized_client" });
  });

  it("is followed by one that writes nothing, after a refresh", async () => {
    const from = world.domain.requests.length;
    for (const command of ["refresh", "up"])
      outputOf(await world.pulumi(command, "--yes", "--skip-preview", "--expect-no-changes"));
    expect(writesSince(world.domain, from)).toEqual([]);
  });
});

describe("files that are no good", () => {
  it("are refused before any request, all of them, and no private key is shown or kept", async () => {
    world.write("teams/signs.pem", keys.leaked.certificatePem + keys.leaked.keyPem);
    world.write("teams/vouches.pem", keys.vouches.certificatePem + keys.signs.certificatePem);
    world.write("teams/handshake.pem", "not a certificate\n");
    const from = world.domain.requests.length;
    const { code, output } = await world.pulumi("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    for (const refusal of [
      "teams/keys.yaml:4:69  clients[0].certificates[0]: teams/signs.pem contains a private key: remove it from the folder",
      "teams/keys.yaml:8:28  clients[1].certificates[0].file: teams/vouches.pem contains 2 certificates: keep only the client's own, without those of its issuers.",
      "teams/keys.yaml:10:99  clients[2].certificates[0]: teams/handshake.pem is not a certificate in PEM, ",
    ])
      expect(output).toContain(refusal);
    expect(world.domain.requests.slice(from)).toEqual([]);
    const secrets = [keys.leaked.keyPem.split("\n")[5] ?? "", ...Object.values(outputs.clientSecrets)];
    expect(secrets).toHaveLength(7);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(30);
      expect(output).not.toContain(secret);
      expect(world.keptFiles().filter(({ text }) => text.includes(secret))).toEqual([]);
    }
  });
});

describe("destroy", () => {
  it("leaves the perimeter that was there before, and nothing else", async () => {
    outputOf(await world.pulumi("destroy", "--yes", "--skip-preview"));
    expect(await contentsOf(administrator)).toEqual(before);
  });
});
