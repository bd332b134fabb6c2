import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { warningsOf } from "../../manifest/client-rules/warnings.ts";
import { clientsIn } from "../../manifest/keys-and-defaults/in-environment.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { builtInServices, type Services } from "../../manifest/oracle/services.ts";
import { problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import { folderWith } from "./world.ts";

const finance = "access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]";
const pem = join(import.meta.dirname, "valid/everything/ledger.pem");

describe("warningsOf", () => {
  it.each<[string, string[], string]>([
    [
      "a client that enforces grants and has nobody assigned",
      ["grantTypes: [password]", finance, "enforceGrants: true"],
      '7:20  clients[0].enforceGrants: nobody is assigned, so no user gets a token: write "assign" with users or groups.',
    ],
    [
      "a refresh token that the grant type never gives",
      ["grantTypes: [client_credentials, Refresh token]", finance],
      '5:38  clients[0].grantTypes[1]: "Refresh token" has no effect here: there is no refresh token with "Client credentials". The client asks for a new token instead.',
    ],
    [
      "a refresh token that neither of two grant types gives",
      ["grantTypes: [refresh_token, client_credentials, tls_client_auth]", finance, "certificates: [ledger.pem]"],
      '5:18  clients[0].grantTypes[0]: "Refresh token" has no effect here: there is no refresh token with "Client credentials" or "TLS client authentication". The client asks for a new token instead.',
    ],
    [
      "a second resource app, which the same token does not reach",
      ["grantTypes: [password]", "access: [{ app: A, scopes: [a] }, { app: B, scopes: [b] }]"],
      "6:39  clients[0].access[1]: a second resource app: a token holds the scopes of one app only. The outputs have a scope for each app; request a token for each.",
    ],
    [
      "a second resource app next to fully qualified scopes",
      [
        "grantTypes: [password]",
        "access: [{ app: A, scopes: [a] }, { scopes: ['urn:a:urn:b'] }, { app: B, scopes: [b] }]",
      ],
      "6:68  clients[0].access[2]: a second resource app: a token holds the scopes of one app only. The outputs have a scope for each app; request a token for each.",
    ],
    [
      "implicit, which is deprecated",
      ["grantTypes: [implicit]", finance, "redirectUrls: [https://a.example.com/]"],
      '5:18  clients[0].grantTypes[0]: "Implicit" is deprecated (RFC 9700): the token appears in the browser\'s address. Use authorization_code.',
    ],
    [
      "a missing role that the service requires",
      ["grantTypes: [client_credentials]", "access: [{ service: integration, instance: finance }]"],
      '6:14  clients[0].access[0]: gives the client no role in Oracle Integration, which therefore refuses its tokens: write "roles: [ServiceInvoker]" to call integrations, "roles: [ServiceDeveloper]" for the design-time APIs, or "roles: []" if that is intended.',
    ],
    [
      "roles that are granted to the client where the service looks for those of a user",
      [
        "grantTypes: [client_credentials]",
        "access: [{ service: blockchain, app: orders-1, roles: [REST_CLIENT], clientUser: false }]",
      ],
      '6:14  clients[0].access[0]: grants the roles to the client, where Oracle Blockchain Platform does not look: remove "roles" and grant them to the user that is created elsewhere.',
    ],
    [
      "a user of the domain that the service requires",
      ["grantTypes: [client_credentials]", "access: [{ service: blockchain, app: orders-1, roles: [REST_CLIENT] }]"],
      '6:14  clients[0].access[0]: Oracle Blockchain Platform accepts the client\'s own tokens only if the identity domain has a user whose name is the client ID and who holds the roles: write "clientUser: true" and the stack creates that user, or "clientUser: false" if it is created elsewhere.',
    ],
    [
      "tokens of the client itself at a service that accepts only those of users",
      ["grantTypes: [client_credentials, password]", "access: [{ service: analytics, instance: sales }]"],
      '6:14  clients[0].access[0]: Oracle Analytics accepts only tokens of users, because it must know for whom it acts: it refuses those of "Client credentials". Use a grant type with a user, for example authorization_code.',
    ],
    [
      "every other grant without a user there",
      [
        "grantTypes: [tls_client_auth, client_credentials]",
        "access: [{ service: epm, app: EPM }]",
        "certificates: [ledger.pem]",
      ],
      '6:14  clients[0].access[0]: Oracle EPM Cloud accepts only tokens of users, because it must know for whom it acts: it refuses those of "TLS client authentication" or "Client credentials". Use a grant type with a user, for example authorization_code.',
    ],
    [
      "an assertion grant without a certificate",
      ["grantTypes: [JWT assertion]", finance, "clientType: trusted"],
      '5:18  clients[0].grantTypes[0]: "JWT assertion" without a certificate: only assertions signed by the identity domain itself are accepted. For the client\'s own, write "certificates".',
    ],
    [
      "an assertion grant of a confidential client",
      ["grantTypes: [SAML2 assertion]", finance, "certificates: [ledger.pem]"],
      '4:5  clients[0]: "SAML2 assertion" with a confidential client: only a trusted client may sign assertions about users. Write "clientType: trusted".',
    ],
    [
      "a bypassed consent that nobody is asked for",
      ["grantTypes: [client_credentials]", finance, "bypassConsent: true"],
      "7:20  clients[0].bypassConsent: has no effect: no grant type here involves a user.",
    ],
    [
      "redirect URLs that no grant type uses",
      ["grantTypes: [password]", finance, "integrationCallback: finance.example.com"],
      "7:26  clients[0].integrationCallback: has no effect: no grant type here sends a browser back (authorization_code does).",
    ],
  ])("warns of %s", (_, lines, expected) => {
    expect(warnings(lines)).toStrictEqual([expected]);
  });

  it.each<[string, string[]]>([
    ["with tokens of its own and a role", ["grantTypes: [client_credentials]", finance]],
    [
      "that explicitly has no role",
      ["grantTypes: [client_credentials]", "access: [{ service: integration, instance: finance, roles: [] }]"],
    ],
    [
      "whose user is created elsewhere",
      ["grantTypes: [client_credentials]", "access: [{ service: blockchain, app: orders-1, clientUser: false }]"],
    ],
    ["for users only, without a role", ["grantTypes: [password]", "access: [{ service: integration, instance: a }]"]],
    [
      "for users only, at a service that accepts only their tokens",
      [
        "grantTypes: [authorization_code, refresh_token, device_code]",
        "access: [{ service: analytics, instance: sales }]",
        "redirectUrls: [https://a/]",
      ],
    ],
    [
      "whose other grant types give refresh tokens",
      ["grantTypes: [client_credentials, authorization_code, refresh_token]", finance, "redirectUrls: [https://a/]"],
    ],
    ["for devices", ["grantTypes: [device_code, refresh_token]", finance, "bypassConsent: true"]],
    [
      "that is trusted and signs assertions",
      ["grantTypes: [JWT assertion, refresh_token]", finance, "clientType: trusted", "certificates: [ledger.pem]"],
    ],
    [
      "with two resource apps and authorizedResources: all",
      [
        "grantTypes: [password]",
        "authorizedResources: all",
        "access: [{ app: A, scopes: [a] }, { app: B, scopes: [b] }]",
      ],
    ],
    [
      "with scopes whose apps only the domain knows",
      [
        "grantTypes: [password]",
        "access: [{ app: A, scopes: [a] }, { scopes: ['urn:a:urn:b'] }, { scopes: ['urn:a:urn:c'] }]",
      ],
    ],
    [
      "that enforces grants and has a group",
      ["grantTypes: [password]", finance, "enforceGrants: true", "assign: { groups: [qa] }"],
    ],
  ])("has no warning for a client %s", (_, lines) => {
    expect(warnings(lines)).toStrictEqual([]);
  });

  it("warns of what an environment changes, at its place there", () => {
    const lines = ["grantTypes: [password]", finance, "environments: { dev: {}, test: { enforceGrants: true } }"];
    expect(warnings(lines, "dev")).toStrictEqual([]);
    expect(warnings(lines, "test")).toStrictEqual([
      '7:53  clients[0].environments.test.enforceGrants: nobody is assigned, so no user gets a token: write "assign" with users or groups.',
    ]);
  });

  it.each([
    ["2119-12-01T23:59:59Z", "30 days", undefined],
    ["2119-12-03T00:00:00Z", "29 days", "ledger.pem"],
    ["2119-12-31T00:00:00Z", "1 day", "ledger.pem"],
    ["2119-12-31T00:00:01Z", "less than a day", "ledger.pem"],
  ])("at %s, %s before it expires, warns of the certificate %s", (now, left, file) => {
    const lines = ["grantTypes: [tls_client_auth]", finance, "certificates: [{ file: ledger.pem }]"];
    const warning = `7:28  clients[0].certificates[0].file: f/ledger.pem expires on 2120-01-01, in ${left}: before then, add the new file under another name, and list both. Remove the old one once the client uses the new one.`;
    expect(warnings(lines, "dev", builtInServices, new Date(now))).toStrictEqual(file === undefined ? [] : [warning]);
  });

  it("warns of a certificate that has expired, which is in the domain or is refused there", () => {
    const lines = ["grantTypes: [tls_client_auth]", finance, "certificates: [{ file: ledger.pem }]"];
    expect(warnings(lines, "dev", builtInServices, new Date("2120-01-01T00:00:01Z"))).toStrictEqual([
      "7:28  clients[0].certificates[0].file: f/ledger.pem expired on 2120-01-01T00:00:00.000Z: the client can no longer use it, and a stack refuses a client that does not have it yet. Renew it.",
    ]);
  });

  it("warns of a client's own tokens at a service of the project that accepts only those of users", () => {
    const services = { ...builtInServices, shop: { title: "Shop", defaultScope: "/all", userTokensOnly: true } };
    const lines = ["grantTypes: [client_credentials]", "access: [{ service: shop, app: Shop }]"];
    expect(warnings(lines, "dev", services)).toStrictEqual([
      '6:14  clients[0].access[0]: Shop accepts only tokens of users, because it must know for whom it acts: it refuses those of "Client credentials". Use a grant type with a user, for example authorization_code.',
    ]);
  });

  it("warns of a missing role of a service that the project defines", () => {
    const services = { ...builtInServices, shop: { title: "Shop", defaultScope: "/all", defaultRole: "Caller" } };
    const lines = ["grantTypes: [client_credentials]", "access: [{ service: shop, app: Shop }]"];
    expect(warnings(lines, "dev", services)).toStrictEqual([
      '6:14  clients[0].access[0]: gives the client no role in Shop, which therefore refuses its tokens: the service\'s documentation grants [Caller]. Write "roles: [Caller]", or "roles: []" if that is intended.',
    ]);
  });
});

function warnings(lines: readonly string[], environment = "dev", services?: Services, now?: Date): string[] {
  const body = lines.map((line) => `    ${line}\n`).join("");
  const text = `team: payments\nowner: payments@example.com\nclients:\n  - name: ledger\n${body}`;
  const folder = folderWith({ "payments.yaml": text });
  copyFileSync(pem, join(folder, "ledger.pem"));
  const [team] = loadTeams(folder, services && { services });
  const clients = team ? clientsIn(team, environment) : [];
  return clients.flatMap((client) =>
    warningsOf(client, services, now).map(({ path, message }) =>
      renderProblem({ ...problemAt(client, path, message.replace(folder, "f")), file: "f" }).replace("f:", ""),
    ),
  );
}
