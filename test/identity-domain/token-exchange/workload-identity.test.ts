import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { checkCredentials } from "../../../cli/doctor/checks/credentials.ts";
import { checkWriting } from "../../../cli/doctor/checks/rights.ts";
import { exportSeed } from "../../../cli/export-seed/export-seed.ts";
import { withEnvironment } from "../../../identity-domain/credentials/authentication-settings.ts";
import { chooseCredentials } from "../../../identity-domain/credentials/choose-credentials.ts";
import type { SessionKey } from "../../../identity-domain/credentials/credentials.ts";
import { IdentityDomain } from "../../../identity-domain/identity-domain.ts";
import { workloadIdentity } from "../../../identity-domain/token-exchange/workload-identity.ts";
import { startProvider } from "../../../provider/server.ts";
import { connect } from "../../provider/protocol.ts";
import { errorOf, everythingIn } from "../answering-domain.ts";
import { privateKeyPem } from "../key.ts";
import { clientId, startTrustingDomain, type TrustingDomain } from "./world.ts";

let world: TrustingDomain;
let folder: string;
const start = Date.parse("2026-11-27T08:00:00Z");
const minutes = 60_000;

beforeAll(async () => {
  vi.useFakeTimers({ now: start, toFake: ["Date"] });
  world = await startTrustingDomain();
  folder = mkdtempSync(join(tmpdir(), "idcs-apps-keyless-"));
});
afterAll(async () => {
  vi.useRealTimers();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => void vi.useFakeTimers({ now: start, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const inGitHub = () => ({ ...world.environment, ...world.issuer.environment });
const session = async (environment: NodeJS.ProcessEnv): Promise<SessionKey> =>
  (await chooseCredentials({}, environment)) as SessionKey;
const domainOf = async (environment: NodeJS.ProcessEnv) =>
  new IdentityDomain(world.local.url, await chooseCredentials({}, environment), { retry: { retries: 0 } });
const withToken = (token: string) => ({ ...world.environment, OCI_WORKLOAD_IDENTITY_TOKEN: token });

describe("settings", () => {
  it("are refused with everything that is missing", async () => {
    const environment = { OCI_AUTH: "WorkloadIdentityFederation", OCI_TOKEN_EXCHANGE_AUTH: "InstancePrincipal" };
    const error = await errorOf(chooseCredentials({}, environment));
    expect([error.code, error.message]).toEqual([
      "AUTHENTICATION_SETTINGS",
      [
        "Requests to the identity domain cannot be signed:",
        "  the pipeline's JWT is missing: in GitHub Actions, give the job `permissions: id-token: write`; elsewhere `pulumi config set oci:workloadIdentityTokenPath` or OCI_WORKLOAD_IDENTITY_TOKEN_PATH (or the JWT itself, `pulumi config set --secret oci:workloadIdentityToken` or OCI_WORKLOAD_IDENTITY_TOKEN)",
        "  tokenExchangeDomainUrl is missing: `pulumi config set oci:tokenExchangeDomainUrl` or OCI_TOKEN_EXCHANGE_DOMAIN_URL",
        "  tokenExchangeClientId is missing: `pulumi config set oci:tokenExchangeClientId` or OCI_TOKEN_EXCHANGE_CLIENT_ID",
        "  tokenExchangeClientSecret is missing: `pulumi config set --secret oci:tokenExchangeClientSecret` or OCI_TOKEN_EXCHANGE_CLIENT_SECRET",
        '  tokenExchangeAuth "InstancePrincipal" is not supported: remove it, or set it to OAuthClientCredentials',
      ].join("\n"),
    ]);
  });

  it("are refused with a domain to which the secret would travel in clear", async () => {
    const environment = { ...inGitHub(), OCI_TOKEN_EXCHANGE_DOMAIN_URL: "http://idcs-1.example" };
    expect((await errorOf(chooseCredentials({}, environment))).message).toContain(
      'tokenExchangeDomainUrl "http://idcs-1.example" is not encrypted: write "https://idcs-1.example"',
    );
  });
});

describe("an exchange is refused", () => {
  const told = (iss: () => string, sub: string, aud: string) =>
    `The pipeline's JWT has iss "${iss()}", sub "${sub}", aud "${aud}". The domain needs an identity propagation trust that is active and has exactly this iss as issuer, "${clientId}" in oauthClients, this aud in clientClaimValues if clientClaimName is aud, and in impersonationServiceUsers a rule that this JWT matches: docs/keyless.md.`;
  const main = "repo:acme/clients:ref:refs/heads/main";
  const oracle = "https://cloud.oracle.com";

  it.each([
    [
      "of another issuer",
      { iss: "https://gitlab.example" },
      '400 "There is no active identity propagation trust for the issuer of the subject token." (invalid_request)',
      (): string => told(() => "https://gitlab.example", main, oracle),
    ],
    [
      "of another branch",
      { sub: "repo:acme/clients:ref:refs/heads/topic" },
      '400 "No impersonation rule of the trust matches the subject token." (invalid_request)',
      (): string => told(() => world.issuer.url, "repo:acme/clients:ref:refs/heads/topic", oracle),
    ],
    [
      "for another audience",
      { aud: "https://github.com/acme" },
      '400 "The claim aud of the subject token is none of the values that the trust allows." (invalid_request)',
      (): string => told(() => world.issuer.url, main, "https://github.com/acme"),
    ],
    [
      "that has expired",
      { lifetime: -1 },
      '400 "The subject token has expired." (invalid_request)',
      (): string => "The pipeline's JWT expired at 2026-11-27T07:59:59.000Z: let the pipeline issue a new one to the job.",
    ],
  ])("for a JWT %s", async (_, claims, said, next) => {
    const token = await world.issuer.issue(claims);
    const error = await errorOf((await domainOf(withToken(token))).list("Apps"));
    expect([error.code, error.message]).toEqual([
      "TOKEN_EXCHANGE_REFUSED",
      `POST ${world.local.url}/oauth2/v1/token was refused: ${said}.\n${next()}`,
    ]);
    for (const secret of [token, ...token.split("."), world.clientSecret])
      expect(everythingIn(error)).not.toContain(secret);
  });

  it("for a JWT that another key signed", async () => {
    const token = await world.issuer.issue({}, true);
    const error = await errorOf((await domainOf(withToken(token))).list("Apps"));
    expect(error.message).toContain('"The subject token is not signed by a key of the trust."');
  });

  it("for a wrong client secret, which is not shown", async () => {
    const environment = { ...inGitHub(), OCI_TOKEN_EXCHANGE_CLIENT_SECRET: "idcscs-wrong" };
    const error = await errorOf((await domainOf(environment)).list("Apps"));
    expect([error.code, error.message]).toEqual([
      "TOKEN_EXCHANGE_REFUSED",
      `POST ${world.local.url}/oauth2/v1/token was refused: 401 "Client authentication failed." (invalid_client).\nCheck oci:tokenExchangeClientId, which is "${clientId}", and oci:tokenExchangeClientSecret, and that it is an active confidential application of this domain.`,
    ]);
    expect(everythingIn(error)).not.toContain("idcscs-wrong");
  });

  it("without showing a JWT that the answer repeats", async () => {
    const token = await world.issuer.issue();
    const answers = [
      Response.json({ error: "invalid_request", error_description: `cannot read ${token}` }, { status: 400 }),
      new Response("no JSON"),
    ];
    const fetch = async () => answers.shift() as Response;
    const settings = withEnvironment({}, withToken(token));
    const key = workloadIdentity(settings, {}, { fetch });
    const [repeated, unusable] = [await errorOf(key.current()), await errorOf(key.current())];
    expect(repeated.message).toContain('400 "cannot read ***…" (invalid_request)');
    expect(everythingIn(repeated)).not.toContain(token.slice(0, 30));
    expect(unusable.message).toBe(
      `POST ${world.local.url}/oauth2/v1/token was answered with 200 and without a session token.\nCheck that ${world.local.url} is an identity domain's URL.`,
    );
  });

  it("for a client that the trust does not name, and by a trust that is not active", async () => {
    await world.changeTrust({ oauthClients: ["another"] });
    const other = await errorOf((await domainOf(inGitHub())).list("Apps"));
    await world.changeTrust({ oauthClients: [clientId], active: false });
    const inactive = await errorOf((await domainOf(inGitHub())).list("Apps"));
    await world.changeTrust({ active: true });
    expect([other.message, inactive.message].map((message) => message.split("\n")[0])).toEqual([
      expect.stringContaining('"The client is not one of the OAuth clients of the trust." (unauthorized_client)'),
      expect.stringContaining('"There is no active identity propagation trust for the issuer of the subject token."'),
    ]);
  });
});

describe("the pipeline's JWT", () => {
  const withFile = (text: string) => {
    const file = join(folder, "job.jwt");
    writeFileSync(file, text);
    return { ...world.environment, OCI_WORKLOAD_IDENTITY_TOKEN_PATH: file };
  };

  it("is not sent if it is no JWT, and not shown", async () => {
    const before = world.exchanges();
    const error = await errorOf((await domainOf(withFile(privateKeyPem))).list("Apps"));
    expect([error.code, error.message]).toEqual([
      "CREDENTIALS_UNAVAILABLE",
      `There is no JWT in the file ${join(folder, "job.jwt")}: a JWT has three parts with dots between them.\nNothing of it was sent or is shown.`,
    ]);
    expect(everythingIn(error)).not.toContain(privateKeyPem.split("\n")[1]);
    expect(world.exchanges()).toBe(before);
  });

  it("is missing if its file is, or if GitHub does not issue it", async () => {
    const nowhere = { ...world.environment, OCI_WORKLOAD_IDENTITY_TOKEN_PATH: join(folder, "nowhere") };
    expect((await errorOf((await domainOf(nowhere)).list("Apps"))).message).toBe(
      `The file ${join(folder, "nowhere")} does not exist.\nIt must have the pipeline's JWT: \`pulumi config set oci:workloadIdentityTokenPath\` or OCI_WORKLOAD_IDENTITY_TOKEN_PATH.`,
    );
    const unknown = { ...inGitHub(), ACTIONS_ID_TOKEN_REQUEST_TOKEN: "key-of-another-job" };
    const error = await errorOf((await domainOf(unknown)).list("Apps"));
    expect([error.code, error.message]).toEqual([
      "CREDENTIALS_UNAVAILABLE",
      "GitHub issued no JWT to this job (404).\nRun the job again: GitHub was asked at ACTIONS_ID_TOKEN_REQUEST_URL, which it sets for each job.",
    ]);
    expect(everythingIn(error)).not.toContain("key-of-another-job");
  });

  it("is issued by GitHub for the audience of the settings", async () => {
    await (await domainOf(inGitHub())).list("Apps");
    expect(world.issuer.service.heard.map(({ path }) => path)).toContain(
      "/token?api-version=2.0&audience=https%3A%2F%2Fcloud.oracle.com",
    );
  });

  it("is read from a file, or from a variable of GitLab's `id_tokens:`", async () => {
    const token = await world.issuer.issue();
    expect((await (await domainOf(withFile(`${token}\n`))).list("Apps")).totalResults).toBeGreaterThan(0);
    expect((await (await domainOf(withToken(token))).list("Apps")).totalResults).toBeGreaterThan(0);
  });
});

describe("the session token", () => {
  it("lists applications for a command and for the plugin, after one exchange for each of them", async () => {
    const before = world.exchanges();
    const file = join(folder, "seed.yaml");
    await exportSeed(file, { url: world.local.url, authentication: {}, environment: inGitHub() });
    expect(readFileSync(file, "utf8")).toContain("displayName: Pipeline token exchange");
    expect(world.exchanges()).toBe(before + 1);

    const provider = await startProvider({ interruptedOperationsFolder: folder });
    const protocol = connect(provider.port);
    try {
      const args = {
        auth: "workload_identity",
        workloadIdentityToken: await world.issuer.issue(),
        tokenExchangeDomainUrl: world.local.url,
        tokenExchangeClientId: clientId,
        tokenExchangeClientSecret: world.clientSecret,
      };
      await protocol.call("Configure", { args, acceptSecrets: true });
      const invoke = (filter: string) =>
        protocol.call("Invoke", {
          tok: "oci:Identity/getDomainsApps:getDomainsApps",
          args: { idcsEndpoint: world.local.url, appFilter: filter, attributes: "displayName" },
        });
      const [one] = await Promise.all([
        invoke('displayName eq "Pipeline token exchange"'),
        invoke('displayName eq "OICINST_finance"'),
      ]);
      expect(JSON.stringify(one)).toContain("Pipeline token exchange");
    } finally {
      protocol.close();
      await provider.stop();
    }
    expect(world.exchanges()).toBe(before + 2);
  });

  it("is used until five minutes before it expires, and then replaced together with its key", async () => {
    const before = world.exchanges();
    const key = await session(inGitHub());
    const [first, same] = await Promise.all([key.current(), key.current()]);
    expect(same).toBe(first);
    vi.setSystemTime(start + 55 * minutes - 1);
    expect(await key.current()).toBe(first);
    vi.setSystemTime(start + 55 * minutes);
    const second = await key.current();
    expect(world.exchanges()).toBe(before + 2);
    expect(second.keyId).not.toBe(first.keyId);
    expect(second.privateKey.equals(first.privateKey)).toBe(false);
  });

  it("is used to its end if the JWT has expired before, and asked for again once a minute", async () => {
    const key = await session(withToken(await world.issuer.issue()));
    const first = await key.current();
    const before = world.exchanges();
    vi.setSystemTime(start + 56 * minutes);
    expect(await key.current()).toBe(first);
    expect(await key.current()).toBe(first);
    expect(world.exchanges()).toBe(before + 1);
    vi.setSystemTime(start + 60 * minutes);
    const error = await errorOf(key.current());
    expect([error.code, error.message.split("\n")[1]]).toEqual([
      "TOKEN_EXCHANGE_REFUSED",
      "The pipeline's JWT expired at 2026-11-27T08:05:00.000Z: let the pipeline issue a new one to the job.",
    ]);
  });

  it("is replaced once if the domain refuses it, and does not appear in the error", async () => {
    const key = await session(inGitHub());
    const domain = new IdentityDomain(world.local.url, key, { retry: { retries: 0 } });
    const held = await key.current();
    const activate = async (active: boolean) => {
      const present = await world.administrator.read("Users", world.serviceUser.id);
      await world.administrator.replace("Users", world.serviceUser.id, { ...present, active });
    };
    await activate(false);
    const refused = await errorOf(domain.list("Apps"));
    await activate(true);
    expect(refused.message).toContain('"The user of the subject token is not known, or not active."');
    expect(everythingIn(refused)).not.toContain(held.keyId.slice(3));
    expect((await domain.list("Apps")).totalResults).toBeGreaterThan(0);
  });
});

describe("doctor", () => {
  const settings = { authentication: {}, encrypted: [], project: "idcs-apps", patience: {} };

  it("names the service user, for how long its token is valid, and its roles", async () => {
    const { result, credentials } = await checkCredentials(settings, inGitHub(), Date.now);
    const ocid = String(world.serviceUser.ocid);
    expect(result).toEqual({
      state: "ok",
      found: `the federated workload identity as user ${ocid}, for 60 more minutes`,
    });
    if (credentials === undefined) throw new TypeError("the credentials are complete");
    expect(await checkWriting(new IdentityDomain(world.local.url, credentials), credentials, undefined)).toEqual({
      state: "ok",
      found: "roles in the domain: Application Administrator; nothing was written to try it",
    });
  });

  it("says what the exchange lacks", async () => {
    const token = await world.issuer.issue({ lifetime: -1 });
    const { result, credentials } = await checkCredentials(settings, withToken(token), Date.now);
    expect([result, credentials]).toEqual([
      {
        state: "failed",
        found: `POST ${world.local.url}/oauth2/v1/token was refused: 400 "The subject token has expired." (invalid_request).`,
        fix: "The pipeline's JWT expired at 2026-11-27T07:59:59.000Z: let the pipeline issue a new one to the job.",
      },
      undefined,
    ]);
  });
});
