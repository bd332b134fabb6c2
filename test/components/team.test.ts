import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { resolveNames } from "../../components/look-up/resolve-names.ts";
import { declareClients } from "../../components/stack/declare-clients.ts";
import { stackOutputs } from "../../components/stack/stack-outputs.ts";
import { Team } from "../../components/stack/team.ts";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { clientManifest, resourceApplicationManifest } from "./client-manifest.ts";
import { answer } from "./domain-of-the-mock.ts";
import { allRegistered, registered, settled, startRecording } from "./recorder.ts";

const identityDomainUrl = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";
const all = "urn:opc:resource:consumer::all";
const audience = {
  finance: "https://F1.integration.ocp.oraclecloud.com:443",
  hr: "https://47.integration.ocp.oraclecloud.com:443",
};

async function declare(...clients: ClientManifest[]): Promise<Team> {
  const resolved = await resolveNames({ clients }, new DomainLookUp(identityDomainUrl));
  const team = new Team("payments", { identityDomainUrl, owner: "payments-dev@example.com" });
  declareClients(team, resolved.clients, { applications: new Map(), networkPerimeters: new Map() });
  await allRegistered();
  return team;
}

describe("Team", () => {
  beforeEach(() => startRecording(answer));

  it("declares the application, its roles and its assignments under names that begin with team and client", async () => {
    await declare(
      clientManifest({
        access: [{ app: "OICINST_finance", scopes: [all], roles: ["ServiceDeveloper"] }],
        enforceGrants: true,
        assign: { users: ["callan@example.com"], groups: ["qa"] },
      }),
    );
    expect(registered.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort()).toEqual([
      "ConfidentialApplication payments/ledger-sync",
      "DomainsApp payments/ledger-sync",
      "DomainsGrant payments/ledger-sync/OICINST_finance/ServiceDeveloper",
      "DomainsGrant payments/ledger-sync/group/qa",
      "DomainsGrant payments/ledger-sync/user/callan@example.com",
      "Team payments",
    ]);
  });

  it("assigns each role, user and group to the client's own application", async () => {
    await declare(
      clientManifest({
        access: [{ app: "OICINST_hr", scopes: [all], roles: ["ServiceInvoker"] }],
        assign: { users: ["mia@example.com"], groups: [] },
      }),
    );
    const grants = registered.filter(({ type }) => type.endsWith("DomainsGrant"));
    expect(grants.map(({ inputs: { grantee, app, entitlement } }) => ({ grantee, app, entitlement }))).toEqual([
      {
        grantee: { type: "App", value: "payments/ledger-sync-id" },
        app: { value: "hr-app" },
        entitlement: { attributeName: "appRoles", attributeValue: "hr-app-ServiceInvoker" },
      },
      {
        grantee: { type: "User", value: "id of mia@example.com" },
        app: { value: "payments/ledger-sync-id" },
        entitlement: undefined,
      },
    ]);
  });

  it("sets allUrlSchemesAllowed for http URLs on localhost, which the domain accepts only then", async () => {
    const loopback = { grantTypes: ["authorization_code"], redirectUrls: ["http://127.0.0.1:8080/"] } as const;
    await declare(
      clientManifest(loopback),
      clientManifest({ ...loopback, name: "web", displayName: "web", redirectUrls: ["https://web.example.com/"] }),
    );
    const apps = registered.filter(({ type }) => type.endsWith(":DomainsApp"));
    expect(apps.map(({ name, inputs }) => [name, inputs.allUrlSchemesAllowed])).toEqual([
      ["payments/ledger-sync", true],
      ["payments/web", false],
    ]);
  });

  it("deactivates and marks a retired client, and keeps everything else of it", async () => {
    const applications = async (given: Partial<ClientManifest>) => {
      startRecording(answer);
      await declare(clientManifest({ assign: { users: [], groups: ["qa"] }, ...given }));
      return registered.map(({ name, type, inputs }) => ({ name, type, inputs }));
    };
    const [active, retired] = [await applications({}), await applications({ state: "retired" })];
    const changed = retired.filter((one, index) => JSON.stringify(one) !== JSON.stringify(active[index]));
    const [was] = active.filter(({ type }) => type.endsWith(":DomainsApp"));
    expect(changed).toStrictEqual([
      {
        ...was,
        inputs: {
          ...was?.inputs,
          active: false,
          tags: [...(was?.inputs.tags ?? []), { key: "retired", value: "true" }],
        },
      },
    ]);
  });

  it("deactivates and marks a retired API, and keeps its roles", async () => {
    const apps = async (state: "active" | "retired") => {
      startRecording(answer);
      const roles = [{ name: "Clerk", availableTo: ["clients" as const] }];
      const resourceApplications = [resourceApplicationManifest({ state, roles })];
      new Team("payments", { identityDomainUrl, owner: "payments-dev@example.com", resourceApplications });
      await allRegistered();
      return registered.filter(({ type }) => type.includes("Domains")).map(({ name, inputs }) => ({ name, inputs }));
    };
    const [[app, ...others], retired] = [await apps("active"), await apps("retired")];
    expect(others.map(({ name }) => name)).toStrictEqual(["payments/orders-api/clerk"]);
    expect(retired).toStrictEqual([
      {
        ...app,
        inputs: {
          ...app?.inputs,
          active: false,
          tags: [...(app?.inputs.tags ?? []), { key: "retired", value: "true" }],
        },
      },
      ...others,
    ]);
  });

  it("shows the scopes to send by resource app, without any secret", async () => {
    const team = await declare(
      clientManifest({
        access: [
          { app: "OICINST_finance", scopes: [all, "/ic/api/"], roles: [] },
          { app: "OICINST_hr", scopes: [all], roles: [] },
        ],
      }),
    );
    const outputs = team.clients["payments/ledger-sync"];
    expect(await settled(pulumi.output(outputs))).toEqual({
      clientId: "payments_ledger_sync_dev",
      grantTypes: ["client_credentials"],
      scope: `${audience.finance}${all} ${audience.finance}/ic/api/`,
      scopes: {
        OICINST_finance: `${audience.finance}${all} ${audience.finance}/ic/api/`,
        OICINST_hr: `${audience.hr}${all}`,
      },
      tokenUrl: `${identityDomainUrl}/oauth2/v1/token`,
      identityDomainUrl,
      applicationId: "payments/ledger-sync-id",
    });
    expect(await pulumi.isSecret(pulumi.output(outputs))).toBe(false);
    expect(await pulumi.isSecret(pulumi.output(team.clientSecrets["payments/ledger-sync"]))).toBe(true);
  });
});

describe("stackOutputs", () => {
  beforeEach(() => startRecording(answer));

  it("repeats the values of the only client at the top level", async () => {
    const team = await declare(clientManifest());
    expect(Object.keys(stackOutputs([team]))).toEqual([
      "clients",
      "clientSecrets",
      "clientId",
      "clientSecret",
      "scope",
      "tokenUrl",
    ]);
  });

  it("shows two clients only in the maps", async () => {
    const team = await declare(clientManifest(), clientManifest({ name: "other", displayName: "other" }));
    expect(Object.keys(stackOutputs([team]))).toEqual(["clients", "clientSecrets"]);
    expect(Object.keys(stackOutputs([team]).clients)).toEqual(["payments/ledger-sync", "payments/other"]);
  });
});
