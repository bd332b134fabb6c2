import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adopt } from "../../cli/adopt/adopt.ts";
import { readState } from "../../cli/adopt/from-state/read-state.ts";
import { CommandError } from "../../cli/errors/command-error.ts";
import type { IdentityDomain, StoredResource } from "../../identity-domain/identity-domain.ts";
import type { RunningLocalDomain } from "../../local/server.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { folderWith } from "../manifest/world.ts";
import { administratorOf, environmentOf, oddDomain } from "./adopt-world.ts";

// States of other programs that use the official provider. Their values are secrets as far as this command is concerned.

const secret = "idcscs-00000000-0000-0000-0000-000000000000";

let local: RunningLocalDomain;
let administrator: IdentityDomain;
let app: StoredResource;
let grant: StoredResource;
let signer: StoredResource;
beforeAll(async () => {
  local = await oddDomain();
  administrator = await administratorOf(local);
  const named = async (name: string) => {
    const [found] = await administrator.listAll("Apps", { query: { filter: `name eq "${name}"` } });
    if (found === undefined) throw new Error(name);
    return found;
  };
  app = await named("0f1e2d3c4b5a69788796a5b4c3d2e1f0");
  signer = await named("signer");
  const filter = `grantee.value eq "${app.id}"`;
  [grant] = (await administrator.listAll("Grants", { query: { filter } })) as [StoredResource];
});
afterAll(() => local?.close());

const urn = (type: string, name: string) => `urn:pulumi:prod::legacy::oci:Identity/${type}::${name}`;

/** What `pulumi stack export` prints. */
function pulumiState(endpoint = local.url): object {
  const resource = (type: string, name: string, outputs: object, more: object = {}) => ({
    urn: urn(type, name),
    type: `oci:Identity/${type}`,
    custom: true,
    inputs: { clientSecret: secret },
    outputs,
    ...more,
  });
  const values = { idcsEndpoint: endpoint, clientSecret: secret };
  return {
    version: 3,
    deployment: {
      secrets_providers: { type: "passphrase", state: { salt: "v1:x" } },
      resources: [
        { urn: "urn:pulumi:prod::legacy::pulumi:pulumi:Stack::legacy-prod", type: "pulumi:pulumi:Stack" },
        resource(
          "domainsApp:DomainsApp",
          "it's legacy",
          { ...values, ocid: app.ocid, id: app.id },
          { id: app.id, protect: true },
        ),
        resource("domainsGrant:DomainsGrant", "role", {
          ...values,
          id: grant.id,
          app: grant.app,
          grantee: grant.grantee,
        }),
        resource("domainsApp:DomainsApp", "signer", values, {
          id: `idcsEndpoint/${local.url}/apps/${signer.id}`,
        }),
        resource("domainsOauthClientCertificate:DomainsOauthClientCertificate", "certificate", {
          ...values,
          certificateAlias: "portal-key",
        }),
        // Read by the program, and not managed by it.
        resource("domainsApp:DomainsApp", "read", { ...values, ocid: "ocid1.domainapp.oc1..read" }, { external: true }),
      ],
    },
  };
}

/** A state file of Terraform. */
function terraformState(): object {
  const values = { idcs_endpoint: local.url, client_secret: secret };
  return {
    version: 4,
    terraform_version: "1.13.4",
    serial: 7,
    lineage: "x",
    outputs: {},
    resources: [
      {
        mode: "managed",
        type: "oci_identity_domains_app",
        name: "legacy",
        provider: 'provider["registry.terraform.io/oracle/oci"]',
        instances: [
          { schema_version: 0, attributes: { ...values, id: app.id, ocid: app.ocid }, sensitive_attributes: [] },
        ],
      },
      {
        module: 'module.clients["a b"]',
        mode: "managed",
        type: "oci_identity_domains_app",
        name: "all",
        instances: [
          { index_key: "signer's", attributes: { ...values, id: signer.id, ocid: signer.ocid } },
          { index_key: "gone", attributes: { ...values, ocid: "ocid1.domainapp.oc1..gone" } },
          {
            index_key: "other",
            attributes: { ...values, idcs_endpoint: "https://other.example.com", ocid: "ocid1.other" },
          },
        ],
      },
      {
        mode: "managed",
        type: "oci_identity_domains_grant",
        name: "role",
        instances: [
          { index_key: 0, attributes: { ...values, id: grant.id, app: [grant.app], grantee: [grant.grantee] } },
        ],
      },
      { mode: "data", type: "oci_identity_domains_app", name: "read", instances: [{ attributes: values }] },
    ],
  };
}

/** @param state absent: all applications are adopted */
async function adopted(state: object | undefined) {
  const folder = folderWith({
    "Pulumi.yaml": "name: idcs-apps\n",
    "environments/dev.yaml": `identityDomain: { url: "${local.url}" }\n`,
    "state.json": JSON.stringify(state ?? {}),
  });
  const printed: string[] = [];
  const from = local.requests.length;
  const isComplete = await adopt({
    folder,
    names: [],
    ...(state === undefined ? { all: true } : { fromState: join(folder, "state.json") }),
    team: "legacy",
    owner: "legacy@example.com",
    environment: "dev",
    env: environmentOf(local),
    print: (text) => printed.push(text),
    warn: (text) => printed.push(text),
  });
  const [team] = loadTeams(join(folder, "teams"));
  const manifest = readFileSync(join(folder, "teams/legacy.yaml"), "utf8");
  const methods = new Set(local.requests.slice(from).map(({ method }) => method));
  return {
    isComplete,
    printed: printed.join("\n"),
    clients: team?.clients.map(({ adopt }) => adopt),
    manifest,
    methods,
  };
}

/** The lines after the sentence about two programs. */
function releasesIn(printed: string): string[] {
  const [, commands = ""] = printed.split("nothing is deleted:\n");
  return commands.split("\n").map((line) => line.trim());
}

describe("adopt --from-state", () => {
  it("adopts the applications of a Pulumi state, and says how to release them and their parts there", async () => {
    const { isComplete, printed, clients, manifest, methods } = await adopted(pulumiState());
    expect([isComplete, clients]).toEqual([true, ["0f1e2d3c4b5a69788796a5b4c3d2e1f0", "signer"]]);
    expect(releasesIn(printed)).toEqual([
      `pulumi state delete ${urn("domainsGrant:DomainsGrant", "role")}`,
      `pulumi state delete --force 'urn:pulumi:prod::legacy::oci:Identity/domainsApp:DomainsApp::it'\\''s legacy'`,
      `pulumi state delete ${urn("domainsApp:DomainsApp", "signer")}`,
      `pulumi state delete ${urn("domainsOauthClientCertificate:DomainsOauthClientCertificate", "certificate")}`,
    ]);
    expect(printed + manifest).not.toContain(secret);
    expect([...methods]).toEqual(["GET"]);
  });

  it("adopts the applications of a Terraform state in this identity domain, and says how to release them there", async () => {
    const { isComplete, printed, clients, manifest, methods } = await adopted(terraformState());
    expect([isComplete, clients]).toEqual([false, ["0f1e2d3c4b5a69788796a5b4c3d2e1f0", "signer"]]);
    const [written = "", refused] = printed.split("\nNot adopted: ");
    expect(refused?.split("\n")).toEqual([
      "2 applications, of which nothing was written:",
      '  module.clients["a b"].oci_identity_domains_app.all["gone"]',
      `    ${local.url} does not have it.`,
      '  module.clients["a b"].oci_identity_domains_app.all["other"]',
      `    It is in https://other.example.com, and not in ${local.url}: adopt it in the environment of that identity domain.`,
    ]);
    expect(releasesIn(written)).toEqual([
      "terraform state rm 'oci_identity_domains_grant.role[0]'",
      "terraform state rm oci_identity_domains_app.legacy",
      `terraform state rm 'module.clients["a b"].oci_identity_domains_app.all["signer'\\''s"]'`,
    ]);
    expect(printed + manifest).not.toContain(secret);
    expect([...methods]).toEqual(["GET"]);
  });

  it("writes the same manifest for a state with all applications as --all does: public clients, APIs and both at once too", async () => {
    const apps = await administrator.listAll("Apps", { query: { attributeSets: "all" } });
    const resources = apps.map((one) => ({
      urn: urn("domainsApp:DomainsApp", one.id),
      type: "oci:Identity/domainsApp:DomainsApp",
      custom: true,
      id: one.id,
      inputs: { displayName: one.displayName },
      outputs: { ...one, idcsEndpoint: local.url, clientSecret: secret },
    }));
    const byState = await adopted({ version: 3, deployment: { resources } });
    const byAll = await adopted(undefined);
    expect(byState.clients).toEqual(expect.arrayContaining(["browser", "both", "caller_of_both"]));
    expect(byState.manifest).toBe(byAll.manifest);
    expect(byState.printed + byState.manifest).not.toContain(secret);
  });

  it("finds nothing in a state of another identity domain", async () => {
    await expect(adopted(pulumiState("https://other.example.com"))).rejects.toThrow(
      /^Nothing to adopt: no application of ".*state.json" is in http:.*\.$/,
    );
  });
});

describe("a state that cannot be read", () => {
  const ways = "`pulumi stack export --file <file>` or `terraform state pull > <file>` writes one.";
  it.each([
    [`{ "clientSecret": "${secret}", `, "not JSON"],
    [JSON.stringify({ password: secret }), "neither a Pulumi nor a Terraform state"],
    [JSON.stringify({ version: 2, deployment: { secret } }), "a Pulumi state of version 2, but version 3 is expected"],
    [
      JSON.stringify({ version: 3, terraform_version: "0.11.0", resources: [], secret }),
      "a Terraform state of version 3, but version 4 is expected",
    ],
  ])("is refused without showing anything of it: %#", (text, what) => {
    const file = join(folderWith({}), "state.json");
    writeFileSync(file, text);
    expect(() => readState(file)).toThrow(new CommandError(`"${file}" is ${what}: ${ways}`));
  });

  it("is refused if there is none", () => {
    expect(() => readState("none.json")).toThrow(new CommandError('"none.json" cannot be read (ENOENT).'));
  });
});
