import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type DoctorOptions, doctor } from "../../../cli/doctor/doctor.ts";
import { schema } from "../../../cli/doctor/json.ts";
import { renderDoctor } from "../../../cli/doctor/render.ts";
import { chooseCredentials } from "../../../identity-domain/credentials/choose-credentials.ts";
import { IdentityDomain } from "../../../identity-domain/identity-domain.ts";
import { createLocalDomain } from "../../../local/domain.ts";
import { createMachine } from "../../setup/machine.ts";

const url = "http://127.0.0.1:19091";
const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const administrator = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const mia = { userName: "mia@example.com", familyName: "Moss", ocid: "ocid1.user.oc1..mia" };

const team = (more: string) =>
  `team: payments\nowner: payments@example.com\nclients:\n  - name: sync\n    grantTypes: [client_credentials]\n    access: []\n${more}`;

interface World {
  /** The administrator roles of the user who signs. */
  readonly roles?: readonly string[];
  /** Those whose rights a policy gives. */
  readonly byPolicy?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: NodeJS.ProcessEnv;
  readonly options?: Partial<DoctorOptions>;
}

/** A project whose user has some roles in the domain of its stack `prod`. */
async function world({
  roles = ["Application Administrator"],
  byPolicy = [],
  files = {},
  environment = {},
  options = {},
}: World = {}) {
  const domain = await createLocalDomain({
    url,
    administratorPublicKey: administrator.publicKey,
    seed: {
      users: [mia],
      signers: [{ publicKey, user: mia.userName, adminRoles: [...byPolicy] }],
      grants: roles.map((role) => ({ app: "IDCS Application", role, user: mia.userName })),
    },
  });
  const folder = mkdtempSync(join(tmpdir(), "doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const all: Record<string, string> = {
    "Pulumi.yaml":
      "name: idcs-apps\nbackend: { url: 'file://./.state' }\nplugins: { providers: [{ name: oci, path: ./provider }] }\n",
    "Pulumi.prod.yaml": `encryptionsalt: v1:abc\nconfig:\n  oci:tenancyOcid: ocid1.tenancy.oc1..local\n  oci:userOcid: ${mia.ocid}\n`,
    "package.json": "{}",
    "environments/prod.yaml": `identityDomain: { url: "${url}" }\n`,
    "teams/payments.yaml": team(""),
    ".state/keep": "",
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const machine = createMachine();
  machine.program(join(machine.bin, "node"), "echo v22.18.0");
  machine.program(join(machine.bin, "pulumi"), "echo v3.274.1");
  machine.program(join(machine.bin, "pulumi-language-nodejs"), "");
  machine.program(join(folder, "provider/pulumi-resource-oci"), "echo 1234; cat > /dev/null");
  const sent: string[] = [];
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    sent.push(`${request.method} ${new URL(request.url).pathname}`);
    const answer = await domain.fetch(request);
    answer.headers.set("date", new Date().toUTCString());
    return answer;
  };
  const report = await doctor({
    stack: "prod",
    folder,
    environment: { ...machine.env, OCI_PRIVATE_KEY: privateKey, PULUMI_CONFIG_PASSPHRASE: "x", ...environment },
    nodeVersion: "v22.18.0",
    cache: machine.cache,
    now: Date.now,
    progress: () => {},
    ...options,
    client: { fetch: send, retry: { retries: 1, firstDelay: 1, longestDelay: 1 }, ...options.client },
  });
  return { report, sent, check: (name: string) => report.checks.find((one) => one.name === name), domain };
}

describe("doctor", () => {
  it("finds a stack that lacks nothing healthy, and sends GET requests only", async () => {
    const { report, sent } = await world();
    expect(schema.parse(report)).toEqual(report);
    const text = renderDoctor(report)
      .replace(/API key \S+/, "API key (fingerprint)")
      .replace(/in \d+ ms/, "in 1 ms");
    expect(text).toBe(`ok           node             v22.18.0; 22.18.0 or newer is needed
ok           dependencies     0 packages, all in the versions of package.json
ok           engine           v3.274.1; v3.200.0 or newer is needed
ok           plugin           ./provider of this project; it starts
ok           manifests        1 client of 1 team, in http://127.0.0.1:19091
ok           passphrase       given; whether it is the right one, \`pulumi preview\` says
ok           credentials      the API key (fingerprint) of user ocid1.user.oc1..mia
ok           identity domain  http://127.0.0.1:19091 answers, in 1 ms
ok           clock            agrees with the identity domain's clock
ok           rights to read   allowed: Apps, AppRoles, Grants, Users, Groups, NetworkPerimeters, OAuthClientCertificates
ok           rights to write  roles in the domain: Application Administrator; nothing was written to try it
ok           domain type      a local domain; premium is assumed: 90 requests a second and 5000 a minute, 5000 applications of your own; the domain has 0 applications that are not Oracle's
ok           backend          file://./.state: a probe was written and deleted

Stack "prod": nothing must be put right.`);
    expect(report.healthy).toBe(true);
    expect(sent.filter((line) => !line.startsWith("GET "))).toEqual([]);
    expect(JSON.stringify(report)).not.toContain(privateKey.split("\n")[1]);
  });

  it("says which list requests are refused, and fails only for those that the stack needs", async () => {
    const roles = ["Audit Administrator"];
    const unneeded = await world({ roles });
    expect(unneeded.check("rights to read")).toMatchObject({
      state: "warning",
      found:
        "allowed: Apps, AppRoles, Grants, Users, Groups; refused: NetworkPerimeters, OAuthClientCertificates, which this stack does not need",
    });
    const files = {
      "environments/prod.yaml": `identityDomain: { url: "${url}" }\nnetworkPerimeters: [{ name: Office, addresses: [203.0.113.7] }]\n`,
      "teams/payments.yaml": team("    networkPerimeters: [Office]\n"),
    };
    const needed = await world({ roles, files });
    expect(needed.check("rights to read")).toMatchObject({
      state: "failed",
      found: "allowed: Apps, AppRoles, Grants, Users, Groups; refused: NetworkPerimeters, OAuthClientCertificates",
      fix: `The key is correct. Its user ${mia.ocid} needs the role Application Administrator in the identity domain.`,
    });
    expect(needed.report.healthy).toBe(false);
    expect(needed.check("rights to write")).toEqual({
      name: "rights to write",
      state: "warning",
      found:
        "roles in the domain: Audit Administrator; an IAM policy may give the right, which the domain does not show; nothing was written to try it",
      fix: "If `pulumi up` is refused: give the caller the role Application Administrator in the domain.",
    });
  });

  it("says that rights by a policy are not shown by the domain", async () => {
    const { check } = await world({ roles: [], byPolicy: ["Application Administrator"] });
    expect(check("rights to read")?.state).toBe("ok");
    expect(check("rights to write")).toMatchObject({
      state: "warning",
      found:
        "roles in the domain: none; an IAM policy may give the right, which the domain does not show; nothing was written to try it",
    });
  });

  it("says that clients with a user of the domain need the right to write users", async () => {
    const access = "    access: [{ service: blockchain, app: x, roles: [REST_CLIENT], clientUser: true }]\n";
    const files = { "teams/payments.yaml": team("").replace("    access: []\n", access) };
    const { check } = await world({ files });
    expect(check("rights to write")).toMatchObject({
      state: "warning",
      found:
        "roles in the domain: Application Administrator; clients with `clientUser` need User Administrator as well; nothing was written to try it",
    });
    const roles = ["Application Administrator", "User Administrator"];
    expect((await world({ files, roles })).check("rights to write")?.state).toBe("ok");
  });

  it("names a key that the domain does not know, and goes on", async () => {
    const other = { OCI_PRIVATE_KEY: administrator.privateKey };
    const { report, check } = await world({ environment: other });
    expect(check("rights to read")?.state).toBe("failed");
    expect(check("rights to read")?.fix).toMatch(
      /^The domain does not know the key .* of user ocid1\.user\.oc1\.\.mia/,
    );
    expect(check("rights to write")).toMatchObject({
      state: "not-checked",
      found: "the domain does not show the caller's roles to the caller",
    });
    expect(check("backend")?.state).toBe("ok");
    expect(report.healthy).toBe(false);
  });

  it("says in all checks of the domain why they were not made, if it does not answer", async () => {
    const down = async () => {
      throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } });
    };
    const { check } = await world({ options: { client: { fetch: down } } });
    expect(check("identity domain")).toMatchObject({
      state: "failed",
      found: `${url} cannot be reached (ECONNREFUSED); GET /.well-known/idcs-configuration was not sent.`,
      fix: "Start the local identity domain with `npm start` or `npm run local-domain`.",
    });
    const others = ["clock", "rights to read", "rights to write", "domain type"].map((name) => check(name)?.found);
    expect(others).toEqual(["the domain did not answer", ...Array(3).fill("the identity domain does not answer")]);
  });

  it("reports what is missing all at once: settings, credentials, manifests, passphrase", async () => {
    const files = { "teams/payments.yaml": "team: payments\n", "Pulumi.prod.yaml": "encryptionsalt: v1:abc\n" };
    const environment = {
      OCI_PRIVATE_KEY: undefined,
      PULUMI_CONFIG_PASSPHRASE: undefined,
      OCI_CONFIG_FILE: "/nowhere",
      HOME: "/nowhere",
    };
    const { report } = await world({ files, environment });
    const failed = report.checks.filter(({ state }) => state === "failed").map(({ name }) => name);
    expect(failed).toEqual(["manifests", "passphrase", "credentials"]);
    expect(report.checks.find(({ name }) => name === "credentials")?.found).toMatch(
      /^Requests to the identity domain cannot be signed: tenancyOcid is missing: .* or OCI_TENANCY_OCID; userOcid is missing: /,
    );
  });

  it("refuses an unknown domain type, and warns of the limits of type free", async () => {
    const typed = (type: string) => ({
      files: {
        "Pulumi.prod.yaml": `config:\n  oci:tenancyOcid: ocid1.tenancy.oc1..local\n  oci:userOcid: ${mia.ocid}\n  oci:identityDomainType: ${type}\n`,
        "teams/payments.yaml": team("  - { name: two, grantTypes: [client_credentials], access: [] }\n"),
      },
    });
    expect((await world(typed("fre"))).check("domain type")).toEqual({
      name: "domain type",
      state: "failed",
      found: 'oci:identityDomainType is "fre"',
      fix: "Set it to one of free, oracle-apps, oracle-apps-premium, premium, external.",
    });
    expect((await world(typed("free"))).check("domain type")).toMatchObject({
      state: "warning",
      found:
        "free: 20 requests a second and 150 a minute, 2 applications of your own; the domain has 0 applications that are not Oracle's; the stack declares 2 applications",
    });
  });

  it("shows the roles of an admin client", async () => {
    const settings = {
      tenancyOcid: "ocid1.tenancy.oc1..local",
      userOcid: "ocid1.user.oc1..localadmin",
      privateKey: administrator.privateKey,
    };
    const { domain } = await world();
    const client = {
      fetch: (input: string | URL | Request, init?: RequestInit) => domain.fetch(new Request(input, init)),
    };
    const asAdministrator = new IdentityDomain(url, await chooseCredentials(settings, {}), client);
    const app = await asAdministrator.create("Apps", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
      displayName: "provisioner",
      name: "provisioner",
      basedOnTemplate: { value: "CustomWebAppTemplateId" },
      active: true,
      isOAuthClient: true,
      clientType: "confidential",
      allowedGrants: ["client_credentials"],
    });
    const filter = 'displayName eq "Application Administrator"';
    const [role = { id: "" }] = await asAdministrator.listAll("AppRoles", { query: { filter, attributes: "app" } });
    await asAdministrator.create("Grants", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
      grantMechanism: "ADMINISTRATOR_TO_APP",
      grantee: { type: "App", value: app.id },
      app: { value: (role.app as { value: string }).value },
      entitlement: { attributeName: "appRoles", attributeValue: role.id },
    });
    const environment = {
      OCI_AUTH: "AdminClient",
      OCI_ADMIN_CLIENT_ID: "provisioner",
      OCI_ADMIN_CLIENT_SECRET: String(app.clientSecret),
    };
    const { report, check } = await world({ environment, options: { client } });
    expect(check("credentials")?.found).toBe('the admin client "provisioner"');
    expect(check("rights to write")?.found).toBe(
      "roles in the domain: Application Administrator; nothing was written to try it",
    );
    expect(JSON.stringify(report)).not.toContain(app.clientSecret);
  });
});
