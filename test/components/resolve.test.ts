import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { type ResolvedClient, resolveNames } from "../../components/look-up/resolve-names.ts";
import type { AccessManifest, ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { clientManifest } from "./client-manifest.ts";
import { answer } from "./domain-of-the-mock.ts";
import { lookedUp, startRecording } from "./recorder.ts";

const url = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";
const all = "urn:opc:resource:consumer::all";
const finance: AccessManifest = { app: "OICINST_finance", scopes: [all], roles: [] };

async function resolveClients(
  clients: readonly ClientManifest[],
  lookUp: DomainLookUp,
): Promise<readonly ResolvedClient[]> {
  return (await resolveNames({ clients }, lookUp)).clients;
}

describe("resolveNames", () => {
  beforeEach(() => startRecording(answer));

  it("reports every name that the domain does not know, with those that it knows and the nearest", async () => {
    const clients = [
      clientManifest({
        access: [
          { app: "OICINST_finanse", scopes: [all], roles: [] },
          { app: "OICINST_hr", scopes: ["/ic/apis/"], roles: ["ServiceDeveloppr", "ServiceEndUser"] },
        ],
        assign: { users: ["calan@example.com"], groups: ["qe"] },
      }),
    ];
    await expect(resolveClients(clients, new DomainLookUp(url))).rejects.toMatchObject({
      name: "UnknownNamesError",
      unknown: [
        {
          path: ["access", 0, "app"],
          message:
            '"OICINST_finanse" is not a resource app of the identity domain (it has OICINST_finance, OICINST_hr, Utilities (dev), Assistant (dev)). Did you mean "OICINST_finance"?',
        },
        {
          path: ["access", 1, "scopes", 0],
          message:
            '"/ic/apis/" is not a scope of "OICINST_hr" (it has urn:opc:resource:consumer::all, /ic/api/). Did you mean "/ic/api/"?',
        },
        {
          path: ["access", 1, "roles", 0],
          message:
            '"ServiceDeveloppr" is not an app role of "OICINST_hr" (it has ServiceDeveloper, ServiceInvoker). Did you mean "ServiceDeveloper"?',
        },
        {
          path: ["access", 1, "roles", 1],
          message:
            '"ServiceEndUser" is not an app role that "OICINST_hr" gives to applications (it has ServiceDeveloper, ServiceInvoker). Did you mean "ServiceInvoker"?',
        },
        {
          path: ["assign", "users", 0],
          message:
            '"calan@example.com" is not a user of the identity domain (names are case-insensitive). To look: the console, or `oci identity-domains users list`.',
        },
        {
          path: ["assign", "groups", 0],
          message:
            '"qe" is not a group of the identity domain (names are case-insensitive). To look: the console, or `oci identity-domains groups list`.',
        },
      ],
    });
  });

  it("finds names case-insensitively, but scopes case-sensitively", async () => {
    const [resolved] = await resolveClients(
      [
        clientManifest({
          access: [{ ...finance, app: "oicinst_FINANCE", roles: ["servicedeveloper"] }],
          assign: { users: ["Callan@Example.com"], groups: ["QA"] },
        }),
      ],
      new DomainLookUp(url),
    );
    expect(resolved?.access[0]?.app.id).toBe("finance-app");
    expect(resolved?.access[0]?.roles.map(({ id }) => id)).toEqual(["finance-app-ServiceDeveloper"]);
    expect(resolved?.users.map(({ id }) => id)).toEqual(["id of callan@example.com"]);
    expect(resolved?.groups.map(({ id }) => id)).toEqual(["id of qa"]);
    await expect(
      resolveClients(
        [clientManifest({ access: [{ ...finance, scopes: [all.toUpperCase()] }] })],
        new DomainLookUp(url),
      ),
    ).rejects.toMatchObject({ unknown: [{ path: ["access", 0, "scopes", 0] }] });
  });

  it("returns fully qualified scopes in the manifest's order", async () => {
    const [resolved] = await resolveClients(
      [clientManifest({ access: [{ ...finance, scopes: ["/ic/api/", all] }] })],
      new DomainLookUp(url),
    );
    expect(resolved?.access[0]?.scopes).toEqual([
      "https://F1.integration.ocp.oraclecloud.com:443/ic/api/",
      "https://F1.integration.ocp.oraclecloud.com:443urn:opc:resource:consumer::all",
    ]);
  });

  it("sends one list request per kind, whatever the number of clients", async () => {
    const clients = Array.from({ length: 20 }, (_, i) =>
      clientManifest({
        name: `client-${i}`,
        access: [{ ...finance, roles: ["ServiceDeveloper"] }],
        assign: { users: ["mia@example.com", "callan@example.com"], groups: ["qa"] },
      }),
    );
    await resolveClients(clients, new DomainLookUp(url));
    expect(lookedUp.map(({ type, inputs }) => [type.split(":").at(-1), inputs])).toEqual([
      [
        "getDomainsApps",
        {
          idcsEndpoint: url,
          appFilter: "isOAuthResource eq true",
          attributes: "displayName,name,ocid,audience,scopes,allowOffline,allowedGrants,protectableSecondaryAudiences",
          appCount: 1000,
        },
      ],
      [
        "getDomainsUsers",
        {
          idcsEndpoint: url,
          userFilter: 'userName eq "callan@example.com" or userName eq "mia@example.com"',
          attributes: "userName",
          userCount: 1000,
        },
      ],
      [
        "getDomainsGroups",
        { idcsEndpoint: url, groupFilter: 'displayName eq "qa"', attributes: "displayName", groupCount: 1000 },
      ],
      [
        "getDomainsAppRoles",
        {
          idcsEndpoint: url,
          appRoleFilter: 'app.value eq "finance-app"',
          attributes: "displayName,app,availableToClients,availableToUsers,availableToGroups",
          appRoleCount: 1000,
        },
      ],
    ]);
  });

  it("sends no request for a kind that is not needed, and none twice", async () => {
    const lookUp = new DomainLookUp(url);
    await resolveClients([clientManifest()], lookUp);
    await resolveClients([clientManifest({ name: "other" })], lookUp);
    expect(lookedUp.map(({ type }) => type.split(":").at(-1))).toEqual(["getDomainsApps"]);
  });

  it("escapes names in filters, so that a name cannot change the filter", async () => {
    const name = 'x" or userName pr or userName eq "';
    await resolveClients([clientManifest({ assign: { users: [name], groups: [] } })], new DomainLookUp(url)).catch(
      () => {},
    );
    expect(lookedUp[1]?.inputs.userFilter).toBe('userName eq "x\\" or userName pr or userName eq \\""');
  });

  it("splits a filter that does not fit into a URL", async () => {
    const users = Array.from({ length: 200 }, (_, i) => `user-${i}@example.com`);
    await resolveClients([clientManifest({ assign: { users, groups: [] } })], new DomainLookUp(url)).catch(() => {});
    const filters = lookedUp.flatMap(({ inputs }) => inputs.userFilter ?? []);
    expect(filters.length).toBeGreaterThan(1);
    expect(filters.every((filter) => filter.length <= 2000)).toBe(true);
    expect(filters.join(" or ").split(" or ")).toHaveLength(200);
  });
});
