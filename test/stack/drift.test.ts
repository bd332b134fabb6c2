import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chooseSigningKey } from "../../identity-domain/credentials/choose-credentials.ts";
import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { exampleStack } from "../plan/example-stack.ts";
import { createWorld, outputOf, type Said, type World, withoutProgress } from "./world.ts";

// What another administrator changes by hand after an `up`, what `idcs-apps drift` says of it, and that `up --refresh` puts it right.

const jdoe = { userName: "jdoe@example.com", familyName: "Doe", givenName: "John", ocid: "ocid1.user.oc1..jdoe" };
const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const signers = [{ publicKey, user: jdoe.userName, adminRoles: ["Identity Domain Administrator"] }];
const teams = Object.fromEntries(Object.entries(exampleStack).filter(([file]) => file.startsWith("teams/")));
const time = /\d{4}-\d\d-\d\d \d\d:\d\d UTC/g;

let world: World;
let byHand: IdentityDomain;

const drift = async (...args: string[]): Promise<Said> => {
  const said = await world.run("node", "--disable-warning=ExperimentalWarning", "cli/main.ts", "drift", ...args);
  return { ...said, output: withoutProgress(said.output) };
};
const application = async (displayName: string) => {
  const filter = `displayName eq "${displayName}"`;
  const [found] = await byHand.listAll("Apps", { query: { filter, attributeSets: ["all"] } });
  if (found === undefined) throw new Error(`no application ${displayName}`);
  return found;
};
const roleOf = async (appId: string, name: string) => {
  const filter = `app.value eq "${appId}" and displayName eq "${name}"`;
  const [found] = await byHand.listAll("AppRoles", { query: { filter } });
  return found?.id ?? "";
};

beforeAll(async () => {
  world = await createWorld(teams, { seed: { users: [jdoe], signers }, examples: true });
  const environment = exampleStack["environments/dev.yaml"] ?? "";
  world.write("environments/dev.yaml", environment.replace("http://127.0.0.1:19090", world.domain.url));
  const settings = { tenancyOcid: "ocid1.tenancy.oc1..local", userOcid: jdoe.ocid, privateKey };
  byHand = new IdentityDomain(world.domain.url, await chooseSigningKey(settings, {}));
  outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
});
afterAll(() => world?.close());

describe.skipIf(process.env.OCI_PROVIDER_PLUGIN)("idcs-apps drift", () => {
  it("finds none after an `up`, with the secrets of the state compared, and writes nothing", async () => {
    const from = world.domain.requests.length;
    expect(await drift()).toEqual({
      code: 0,
      output: `No drift: 18 resources of stack "dev" in ${world.domain.url} are as the manifests say.\n`,
    });
    expect(world.domain.requests.slice(from).filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("says what was changed by hand, by whom and when, as text, JSON and JUnit, with exit code 2", async () => {
    const [ledger, portal, robot, finance] = await Promise.all(
      ["payments-ledger-sync", "payments-portal", "shop-robot", "OICINST_finance"].map(application),
    );
    if (!ledger || !portal || !robot || !finance) throw new Error("an application is missing");
    await byHand.replace("Apps", portal.id, {
      ...portal,
      allowAccessControl: false,
      redirectUris: ["https://portal.example.com/callback", "https://evil.example.com/"],
      allowedScopes: [{ fqs: "https://orders.example.com/read" }],
    });
    await byHand.regenerateClientSecret(portal.id);
    const [user] = await byHand.listAll("Grants", {
      query: { filter: `app.value eq "${portal.id}" and grantMechanism eq "ADMINISTRATOR_TO_USER"` },
    });
    await byHand.remove("Grants", user?.id ?? "");
    await byHand.create("Grants", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
      grantMechanism: "ADMINISTRATOR_TO_APP",
      grantee: { type: "App", value: ledger.id },
      app: { value: finance.id },
      entitlement: {
        attributeName: "appRoles",
        attributeValue: await roleOf(finance.id, "ServiceAdministrator"),
      },
    });
    await byHand.changeStatus(ledger.id, false);
    await byHand.changeStatus(robot.id, false);
    await byHand.remove("Apps", robot.id);

    const secrets = (await world.outputs("--show-secrets")).clientSecrets;
    const { code, output } = await drift("--junit", "drift.xml");
    const by = "(last changed by John Doe, <time>)";
    expect(output.replaceAll(time, "<time>")).toBe(
      [
        `8 differences between the manifests and stack "dev" in ${world.domain.url}:`,
        `  payments/ledger-sync: was deactivated ${by}`,
        `  payments/portal: grants are not enforced ${by}`,
        `  payments/portal: redirect URL "https://evil.example.com/" was added ${by}`,
        `  payments/portal: redirect URL "https://portal.example.com/other" was removed ${by}`,
        `  payments/portal: scope "https://orders.example.com/write" was removed ${by}`,
        `  payments/portal: the client secret is another one than in the stack's outputs: it was regenerated outside, and the one in the outputs is dead ${by}`,
        '  payments/portal: user "callan@example.com" is not assigned',
        "  shop/robot: the application does not exist: it was deleted, or `pulumi up` has not created it yet",
        "",
        "Rights beside the manifests, which are left alone:",
        '  payments/ledger-sync: role "ServiceAdministrator" of "OICINST_finance" was given to the client beside the manifest (by John Doe, <time>)',
        "",
        "`pulumi up --refresh` puts right what the manifests declare; `idcs-apps drift accept <team>/<client>` writes the change into the manifest instead.",
        "",
      ].join("\n"),
    );
    expect(code).toBe(2);
    const junit = readFileSync(join(world.folder, "project", "drift.xml"), "utf8");
    expect(junit).toContain('<testsuite name="drift of dev" tests="6" failures="3" errors="0">');
    for (const secret of Object.values(secrets)) expect(output + junit).not.toContain(secret);

    const json = await drift("--json", "--no-secrets", "--team", "shop");
    expect([json.code, JSON.parse(json.output)]).toEqual([
      2,
      {
        stack: "dev",
        identityDomain: world.domain.url,
        drift: true,
        compared: 5,
        entries: [
          {
            kind: "deleted",
            what: "the application does not exist: it was deleted, or `pulumi up` has not created it yet",
            drift: true,
            where: [{ name: "shop/robot" }],
          },
        ],
        notes: ["Secrets were not compared: --no-secrets."],
      },
    ]);
  });

  it("finds none after `up --refresh`, which names the right beside the manifest and leaves it alone", async () => {
    const said = outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--refresh"));
    expect(said.replaceAll(time, "<time>")).toContain(
      'teams/payments.yaml:4:11  clients[0].name: rights that were given beside the manifest stay: role "ServiceAdministrator" of "OICINST_finance" (by John Doe, <time>). `idcs-apps drift accept payments/ledger-sync --rights --stack dev` writes them into the manifest; `exclusive: true` lets `pulumi up` revoke them; `exclusive: false` ends this warning.',
    );
    const { code, output } = await drift();
    expect(output.replaceAll(time, "<time>")).toBe(
      [
        `No drift: 18 resources of stack "dev" in ${world.domain.url} are as the manifests say.`,
        "",
        "Rights beside the manifests, which are left alone:",
        '  payments/ledger-sync: role "ServiceAdministrator" of "OICINST_finance" was given to the client beside the manifest (by John Doe, <time>)',
        "",
      ].join("\n"),
    );
    expect(code).toBe(0);
  });

  it("accept writes what was changed by hand into the manifest; then `up --refresh` changes nothing in the applications", async () => {
    const portal = await application("payments-portal");
    await byHand.replace("Apps", portal.id, { ...portal, description: "by hand" });
    const from = world.domain.requests.length;
    const { code, output } = await drift("accept", "payments/portal", "payments/ledger-sync", "--rights");
    expect(output.replaceAll(time, "<time>").split("\n\n")[0]?.split("\n")).toEqual([
      "Accepted 2 differences:",
      '  payments/portal: the description was set to "by hand" (last changed by John Doe, <time>)',
      '  payments/ledger-sync: role "ServiceAdministrator" of "OICINST_finance" was given to the client beside the manifest (by John Doe, <time>)',
    ]);
    expect(code).toBe(0);
    const written = world.domain.requests.slice(from).filter(({ method }) => method !== "GET");
    expect(written).toEqual([]);
    outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--refresh"));
    expect((await application("payments-portal")).description).toBe("by hand");
    outputOf(await world.pulumi("preview", "--expect-no-changes"));
    expect(await drift()).toEqual({
      code: 0,
      output: `No drift: 19 resources of stack "dev" in ${world.domain.url} are as the manifests say.\n`,
    });
  });

  it("`up` revokes what was given beside the manifest of an exclusive client, once the preview has said what and from whom", async () => {
    const portal = await application("payments-portal");
    const [mia] = await byHand.listAll("Users", { query: { filter: 'userName eq "mia@example.com"' } });
    const assignment = await byHand.create("Grants", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
      grantMechanism: "ADMINISTRATOR_TO_USER",
      grantee: { type: "User", value: mia?.id ?? "" },
      app: { value: portal.id },
    });
    const file = readFileSync(join(world.folder, "project", "teams/payments.yaml"), "utf8");
    world.write("teams/payments.yaml", file.replace("- name: portal\n", "- name: portal\n    exclusive: true\n"));
    const assignedTo = async () => {
      const grants = await byHand.listAll("Grants", { query: { filter: `app.value eq "${portal.id}"` } });
      return grants.filter(({ grantMechanism }) => grantMechanism !== "GROUP_MEMBERSHIP").map(({ id }) => id);
    };
    const before = await assignedTo();
    expect(before).toContain(assignment.id);

    const preview = outputOf(await world.pulumi("preview", "--diff"));
    expect(preview.replaceAll(time, "<time>")).toMatch(
      /clients\[1\]\.exclusive: this run revokes rights that were given beside the manifest: user "mia@example\.com" \(by John Doe, <time>\)\. To keep them, do not run `pulumi up` now: `idcs-apps drift accept payments\/portal --rights --stack dev` writes them into the manifest\./,
    );
    expect(preview).toContain("revoked-grants");
    expect(preview).toContain(assignment.id);
    expect(await assignedTo()).toEqual(before);

    outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
    expect(await assignedTo()).toEqual(before.filter((id) => id !== assignment.id));
    expect((await application("payments-portal")).tags).not.toContainEqual(
      expect.objectContaining({ key: "revoked-grants" }),
    );
    outputOf(await world.pulumi("preview", "--expect-no-changes", "--refresh"));
  });

  it("ends with exit code 1 for an error", async () => {
    expect(await drift("--team", "sales")).toEqual({
      code: 1,
      output: '"sales" is not a team of this stack (it has payments, shop).\n',
    });
  });
});
