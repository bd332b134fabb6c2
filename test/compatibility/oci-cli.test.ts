import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningLocalDomain, startLocalDomain } from "../../local/server.ts";
import { run, withoutPython } from "./installed.ts";

const appSchema = "urn:ietf:params:scim:schemas:oracle:idcs:App";
const errorSchema = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error";
const template = { value: "CustomWebAppTemplateId" };
const finance = "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443";

let domain: RunningLocalDomain;
beforeAll(async () => {
  domain = await startLocalDomain();
});
afterAll(() => domain?.close());

/** Options as the CLI takes them: text as it is, everything else as JSON. */
type Options = Record<string, unknown>;

// biome-ignore lint/suspicious/noExplicitAny: the CLI's answers have many shapes
type Answer = any;

async function command(words: string, options: Options) {
  const flags = Object.entries({ endpoint: domain.url, ...options }).flatMap(([name, value]) =>
    value === "" ? [`--${name}`] : [`--${name}`, typeof value === "string" ? value : JSON.stringify(value)],
  );
  const config = ["--config-file", join(domain.dataFolder, "oci-config")];
  return run("oci", [...config, "identity-domains", ...words.split(" "), ...flags]);
}

/** Runs `oci identity-domains <words> --<option> <value> …` and returns its `data`. */
async function oci(words: string, options: Options = {}): Promise<Answer> {
  const { code, out, error } = await command(words, options);
  expect({ code, error }, `oci identity-domains ${words}`).toEqual({ code: 0, error: "" });
  return out === "" ? undefined : JSON.parse(out).data;
}

/** Runs a command that the domain refuses, and returns what the CLI shows of the refusal. */
async function refused(words: string, options: Options): Promise<Answer> {
  const { code, error } = await command(words, options);
  expect({ code, error: error.slice(0, 13) }).toEqual({ code: 1, error: "ServiceError:" });
  const shown = JSON.parse(error.slice(error.indexOf("{")));
  const messageId = Object.entries<Answer>(shown).find(([name]) => name.startsWith(errorSchema.slice(0, -5)))?.[1];
  return { status: shown.status, detail: shown.detail, ...messageId };
}

function client(displayName: string, more: Options = {}): Options {
  return {
    schemas: [appSchema],
    "display-name": displayName,
    "based-on-template": template,
    "is-o-auth-client": true,
    "client-type": "confidential",
    "allowed-grants": ["client_credentials"],
    active: true,
    ...more,
  };
}

describe.skipIf(withoutPython)(`the OCI CLI${withoutPython}`, () => {
  it.concurrent("shows the status, the detail and the message id of a refusal", async ({ expect }) => {
    expect(await refused("app get", { "app-id": "nope" })).toEqual({
      status: 404,
      detail: "App nope not found.",
      messageId: "error.common.common.resourceNotFound",
    });
    expect(await refused("app delete", { "app-id": "IDCSAppId", force: "" })).toEqual({
      status: 400,
      detail: "The App IDCSAppId was created by Oracle and cannot be deleted.",
      messageId: "error.common.validation.preventedOperation",
    });
  });

  it.concurrent("leads a client through its life: create, get, list, patch, put, search, deactivate, delete", async ({
    expect,
  }) => {
    const created = await oci(
      "app create",
      client("cli-client", { "allowed-scopes": [{ fqs: `${finance}/ic/api/` }] }),
    );
    expect(created).toMatchObject({ active: true, "client-secret": expect.stringMatching(/^idcscs-/) });
    const one = { "app-id": created.id };

    expect((await oci("app get", one))["allowed-scopes"]).toEqual([
      expect.objectContaining({ fqs: `${finance}/ic/api/`, "id-of-defining-app": expect.any(String) }),
    ]);
    const listed = await oci("apps list", { filter: 'displayName eq "cli-client"', attributes: "displayName" });
    expect(listed.resources.map((app: Answer) => [app.id, app["display-name"], app.name])).toEqual([
      [created.id, "cli-client", null],
    ]);

    const patch = { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"] };
    const operations = [{ op: "REPLACE", path: "description", value: "patched" }];
    expect((await oci("app patch", { ...one, ...patch, operations })).description).toBe("patched");
    const put = client("cli-client", { description: "replaced", active: true });
    expect((await oci("app put", { ...one, ...put, force: "" })).description).toBe("replaced");

    const found = await oci("apps search", {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
      filter: 'displayName eq "cli-client"',
      attributes: ["description"],
    });
    expect(found.resources.map((app: Answer) => app.description)).toEqual(["replaced"]);

    const status = { schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"], active: false, force: "" };
    expect((await refused("app delete", { ...one, force: "" })).status).toBe(400);
    expect((await oci("app-status-changer put", { "app-status-changer-id": created.id, ...status })).active).toBe(
      false,
    );
    await oci("app delete", { ...one, force: "" });
    expect((await refused("app get", one)).status).toBe(404);
  });

  it.concurrent("grants a service role to a client, and takes it away", async ({ expect }) => {
    const app = await oci("app create", client("cli-grantee"));
    const roles = await oci("app-roles list", { filter: 'displayName eq "ServiceDeveloper"', "sort-by": "uniqueName" });
    const [role] = roles.resources;
    const grant = await oci("grant create", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
      "grant-mechanism": "ADMINISTRATOR_TO_APP",
      grantee: { type: "App", value: app.id },
      app: { value: role.app.value },
      entitlement: { attributeName: "appRoles", attributeValue: role.id },
    });
    expect((await oci("app get", { "app-id": app.id }))["granted-app-roles"]).toMatchObject([
      { value: role.id, display: "ServiceDeveloper", type: "direct" },
    ]);
    await oci("grant delete", { "grant-id": grant.id, force: "" });
    expect((await oci("grants list", { filter: `grantee.value eq "${app.id}"` }))["total-results"]).toBe(0);
  });

  it.concurrent("makes an app role, a user and a group with that user in it", async ({ expect }) => {
    const owner = await oci("app create", client("cli-owner", { "is-unmanaged-app": true }));
    const role = await oci("app-role create", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppRole"],
      "display-name": "Reader",
      app: { value: owner.id },
    });
    expect(role["unique-name"]).toBe(`${owner.id}_Reader`);
    const user = await oci("user create", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      "user-name": "cli@example.com",
      name: { familyName: "Line", givenName: "Command" },
      emails: [{ value: "cli@example.com", type: "work", primary: true }],
    });
    const group = await oci("group create", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      "display-name": "cli-users",
      members: [{ type: "User", value: user.id }],
    });
    const { members } = await oci("group get", { "group-id": group.id, attributes: "members" });
    expect(members).toMatchObject([{ type: "User", value: user.id }]);
  });
});
