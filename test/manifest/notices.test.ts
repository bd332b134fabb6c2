import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { warningsOf } from "../../manifest/client-rules/warnings.ts";
import { clientsIn } from "../../manifest/keys-and-defaults/in-environment.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { builtInServices, type Services } from "../../manifest/oracle/services.ts";
import { problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import { folderWith } from "./world.ts";

const finance = "access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]";
const pem = join(import.meta.dirname, "valid/everything/ledger.pem");

describe("It is worth knowing of a client", () => {
  test.each<[string, string[], string]>([
    [
      "that nobody can use it",
      ["grantTypes: [password]", finance, "enforceGrants: true"],
      '7:20  clients[0].enforceGrants: nobody is assigned, so no user gets a token: write "assign" with users or groups.',
    ],
    [
      "that it gets no refresh token",
      ["grantTypes: [client_credentials, Refresh token]", finance],
      '5:38  clients[0].grantTypes[1]: "Refresh token" has no effect here: there is no refresh token with "Client credentials". The client asks for a new token instead.',
    ],
    [
      "that it gets no refresh token, by none of two grant types",
      ["grantTypes: [refresh_token, client_credentials, tls_client_auth]", finance, "certificates: [ledger.pem]"],
      '5:18  clients[0].grantTypes[0]: "Refresh token" has no effect here: there is no refresh token with "Client credentials" or "TLS client authentication". The client asks for a new token instead.',
    ],
    [
      "that one token does not reach two resource apps",
      ["grantTypes: [password]", "access: [{ app: A, scopes: [a] }, { app: B, scopes: [b] }]"],
      "6:39  clients[0].access[1]: a second resource app: a token holds the scopes of one app only. The outputs have a scope for each app; request a token for each.",
    ],
    [
      "that one token does not reach two resource apps, beside scopes of whatever apps",
      [
        "grantTypes: [password]",
        "access: [{ app: A, scopes: [a] }, { scopes: ['urn:a:urn:b'] }, { app: B, scopes: [b] }]",
      ],
      "6:68  clients[0].access[2]: a second resource app: a token holds the scopes of one app only. The outputs have a scope for each app; request a token for each.",
    ],
    [
      "that implicit is deprecated",
      ["grantTypes: [implicit]", finance, "redirectUrls: [https://a.example.com/]"],
      '5:18  clients[0].grantTypes[0]: "Implicit" is deprecated (RFC 9700): the token appears in the browser\'s address. Use authorization_code.',
    ],
    [
      "that the service gives it no role",
      ["grantTypes: [client_credentials]", "access: [{ service: integration, instance: finance }]"],
      '6:14  clients[0].access[0]: gives the client no role in Oracle Integration, which therefore refuses its tokens: the service\'s documentation grants [ServiceDeveloper]. Write "roles: [ServiceDeveloper]", or "roles: []" if that is intended.',
    ],
    [
      "that only the domain's assertions will do",
      ["grantTypes: [JWT assertion]", finance, "clientType: trusted"],
      '5:18  clients[0].grantTypes[0]: "JWT assertion" without a certificate: only assertions signed by the identity domain itself are accepted. For the client\'s own, write "certificates".',
    ],
    [
      "that a confidential client may not sign assertions",
      ["grantTypes: [SAML2 assertion]", finance, "certificates: [ledger.pem]"],
      '4:5  clients[0]: "SAML2 assertion" with a confidential client: only a trusted client may sign assertions about users. Write "clientType: trusted".',
    ],
    [
      "that nobody is asked for consent anyway",
      ["grantTypes: [client_credentials]", finance, "bypassConsent: true"],
      "7:20  clients[0].bypassConsent: has no effect: no grant type here involves a user.",
    ],
    [
      "that its redirect URLs are not used",
      ["grantTypes: [password]", finance, "integrationCallback: finance.example.com"],
      "7:26  clients[0].integrationCallback: has no effect: no grant type here sends a browser back (authorization_code does).",
    ],
  ])("%s", (_, lines, expected) => {
    expect(warnings(lines)).toStrictEqual([expected]);
  });

  test.each<[string, string[]]>([
    ["that asks for tokens of its own", ["grantTypes: [client_credentials]", finance]],
    [
      "that means to have no role",
      ["grantTypes: [client_credentials]", "access: [{ service: integration, instance: finance, roles: [] }]"],
    ],
    ["of users only, without a role", ["grantTypes: [password]", "access: [{ service: integration, instance: a }]"]],
    [
      "whose other grant types give refresh tokens",
      ["grantTypes: [client_credentials, authorization_code, refresh_token]", finance, "redirectUrls: [https://a/]"],
    ],
    ["of devices", ["grantTypes: [device_code, refresh_token]", finance, "bypassConsent: true"]],
    [
      "that signs assertions and is trusted",
      ["grantTypes: [JWT assertion, refresh_token]", finance, "clientType: trusted", "certificates: [ledger.pem]"],
    ],
    [
      "of two resource apps whose tokens hold all of them",
      [
        "grantTypes: [password]",
        "authorizedResources: all",
        "access: [{ app: A, scopes: [a] }, { app: B, scopes: [b] }]",
      ],
    ],
    [
      "of scopes whose apps only the domain knows",
      [
        "grantTypes: [password]",
        "access: [{ app: A, scopes: [a] }, { scopes: ['urn:a:urn:b'] }, { scopes: ['urn:a:urn:c'] }]",
      ],
    ],
    ["with a group", ["grantTypes: [password]", finance, "enforceGrants: true", "assign: { groups: [qa] }"]],
  ])("nothing, of one %s", (_, lines) => {
    expect(warnings(lines)).toStrictEqual([]);
  });

  test("what an environment changes, shown there", () => {
    const lines = ["grantTypes: [password]", finance, "environments: { dev: {}, test: { enforceGrants: true } }"];
    expect(warnings(lines, "dev")).toStrictEqual([]);
    expect(warnings(lines, "test")).toStrictEqual([
      '7:53  clients[0].environments.test.enforceGrants: nobody is assigned, so no user gets a token: write "assign" with users or groups.',
    ]);
  });

  test.each([
    ["2119-12-01T23:59:59Z", "30 days", undefined],
    ["2119-12-03T00:00:00Z", "29 days", "ledger.pem"],
    ["2119-12-31T00:00:00Z", "1 day", "ledger.pem"],
    ["2119-12-31T00:00:01Z", "less than a day", "ledger.pem"],
  ])("at %s that its certificate ends in %s, which is told of %s", (now, left, file) => {
    const lines = ["grantTypes: [tls_client_auth]", finance, "certificates: [{ file: ledger.pem }]"];
    const told = `7:28  clients[0].certificates[0].file: f/ledger.pem expires on 2120-01-01, in ${left}: before then, add the new file under another name, and list both. Remove the old one once the client uses the new one.`;
    expect(warnings(lines, "dev", builtInServices, new Date(now))).toStrictEqual(file === undefined ? [] : [told]);
  });

  test("the role that a service of one's own documents", () => {
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
