import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { resolveNames } from "../../components/look-up/resolve-names.ts";
import type { ProgramClientOutputs } from "../../components/stack/client-outputs.ts";
import { declareClients } from "../../components/stack/declare-clients.ts";
import { Team } from "../../components/stack/team.ts";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { builtInServices } from "../../manifest/oracle/services.ts";
import { clientManifest } from "./client-manifest.ts";
import { answer } from "./domain-of-the-mock.ts";
import { settled, startRecording } from "./recorder.ts";

const identityDomainUrl = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";
const all = "urn:opc:resource:consumer::all";
const finance = `https://F1.integration.ocp.oraclecloud.com:443${all}`;
const hr = `https://47.integration.ocp.oraclecloud.com:443${all}`;
const toFinance = { app: "OICINST_finance", scopes: [all], roles: [] };
const toHr = { app: "OICINST_hr", scopes: [all], roles: [] };

/** The outputs of a client besides those that every client has. */
async function outputsOf(given: Partial<ClientManifest>) {
  const wanted = { clients: [clientManifest(given)], services: builtInServices };
  const resolved = await resolveNames(wanted, new DomainLookUp(identityDomainUrl));
  const team = new Team("payments", { identityDomainUrl, owner: "payments-dev@example.com" });
  declareClients(team, resolved.clients, { applications: new Map(), networkPerimeters: new Map() }, builtInServices);
  const outputs = team.clients["payments/ledger-sync"] as ProgramClientOutputs;
  const {
    clientId,
    tokenUrl,
    identityDomainUrl: _,
    applicationId,
    grantTypes,
    ...rest
  } = await settled(pulumi.output(outputs));
  expect([clientId, tokenUrl, applicationId, grantTypes]).toEqual([
    "payments_ledger_sync_dev",
    `${identityDomainUrl}/oauth2/v1/token`,
    "payments/ledger-sync-id",
    given.grantTypes ?? ["client_credentials"],
  ]);
  return rest;
}

describe("clientOutputs", () => {
  beforeEach(() => startRecording(answer));

  it("returns only what client credentials need", async () => {
    expect(await outputsOf({ access: [toFinance] })).toEqual({ scope: finance, scopes: { OICINST_finance: finance } });
  });

  it("says that a client is retired", async () => {
    expect(await outputsOf({ access: [toFinance], state: "retired" })).toEqual({
      scope: finance,
      scopes: { OICINST_finance: finance },
      retired: true,
    });
  });

  it("returns the scopes with which a refresh token is issued, for the apps that issue one", async () => {
    expect(await outputsOf({ grantTypes: ["password", "refresh_token"], access: [toFinance, toHr] })).toEqual({
      scope: finance,
      scopes: { OICINST_finance: finance, OICINST_hr: hr },
      refreshScope: `${finance} offline_access`,
      refreshScopes: { OICINST_finance: `${finance} offline_access` },
    });
    expect(await outputsOf({ grantTypes: ["password", "refresh_token"], access: [toHr] })).toEqual({
      scope: hr,
      scopes: { OICINST_hr: hr },
    });
    expect(await outputsOf({ grantTypes: ["client_credentials", "refresh_token"], access: [toFinance] })).toEqual({
      scope: finance,
      scopes: { OICINST_finance: finance },
    });
  });

  it("returns the URLs for sign-in, redirect and sign-out", async () => {
    const given = {
      grantTypes: ["authorization_code" as const],
      redirectUrls: ["https://portal.example.com/callback"],
      postLogoutRedirectUrls: ["https://portal.example.com/bye"],
      access: [toFinance],
    };
    expect(await outputsOf(given)).toEqual({
      scope: finance,
      scopes: { OICINST_finance: finance },
      authorizationUrl: `${identityDomainUrl}/oauth2/v1/authorize`,
      redirectUrls: ["https://portal.example.com/callback"],
      endSessionUrl: `${identityDomainUrl}/oauth2/v1/userlogout`,
      postLogoutRedirectUrls: ["https://portal.example.com/bye"],
    });
  });

  it("returns what devices, introspection and client certificates need", async () => {
    const given = {
      grantTypes: ["urn:ietf:params:oauth:grant-type:device_code" as const, "tls_client_auth" as const],
      allowedOperations: ["introspect" as const],
      certificates: [
        { file: "ledger.pem", base64: "MIIB", sha256: "ab".repeat(32), expires: "2030-01-01T00:00:00.000Z" },
      ],
      access: [toFinance],
    };
    expect(await outputsOf(given)).toMatchObject({
      deviceAuthorizationUrl: `${identityDomainUrl}/oauth2/v1/device`,
      introspectionUrl: `${identityDomainUrl}/oauth2/v1/introspect`,
      discoveryUrl: `${identityDomainUrl}/.well-known/idcs-configuration`,
      certificates: [{ alias: "payments_ledger_sync_dev_abababab", expires: "2030-01-01T00:00:00.000Z" }],
    });
  });

  it("returns the scope for all or for tagged resources", async () => {
    expect(await outputsOf({ authorizedResources: { kind: "all" }, access: [] })).toEqual({
      scope: all,
      scopes: { All: all },
    });
    const tagged = { kind: "tagged" as const, tags: [{ key: "color", value: "green" }] };
    expect(
      await outputsOf({ authorizedResources: tagged, access: [toHr], grantTypes: ["password", "refresh_token"] }),
    ).toEqual({
      scope: all,
      scopes: { Tagged: all, OICINST_hr: hr },
      refreshScope: `${all} offline_access`,
      refreshScopes: { Tagged: `${all} offline_access` },
    });
  });

  it("returns the scope for roles in the domain itself", async () => {
    expect(await outputsOf({ access: [], domainRoles: ["User Administrator"] })).toEqual({
      scope: "urn:opc:idm:__myscopes__",
      scopes: { IDCSApp: "urn:opc:idm:__myscopes__" },
    });
  });

  it("returns the step that is needed before the service accepts the client's tokens", async () => {
    const access = [{ app: "Utilities (dev)", service: "utilities", scopes: ["/rest/*"], roles: [] }];
    expect(await outputsOf({ access })).toMatchObject({
      stepsOutside: [
        'In the User portal of "Utilities (dev)" (Oracle Utilities), create a user with the login ID payments_ledger_sync_dev and the user type OAuth Client, with the user groups, To Do roles and access security that the integration needs. Until then, the service refuses the client\'s tokens.',
      ],
    });
    expect(await outputsOf({ access, grantTypes: ["password"] })).not.toHaveProperty("stepsOutside");
  });
});
