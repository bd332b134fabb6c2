import { secondDisplayName } from "../../naming/resource-names.ts";
import { quote } from "../../wording/quote.ts";
import type { ClientManifest } from "../keys-and-defaults/client.ts";
import { inEnvironment } from "../keys-and-defaults/in-environment.ts";
import { refuseScheme } from "../keys-and-defaults/redirect-url.ts";
import {
  assertionGrants,
  clientGrants,
  consoleWordOf,
  type GrantType,
  publicGrants,
  redirectGrants,
  userGrants,
} from "../oracle/grant-types.ts";
import { isWritten } from "../yaml/origin.ts";
import { type Problem, problemAt } from "../yaml/problem.ts";

/**
 * What cannot work in a client, as it is in each environment: each problem once, where it can be corrected.
 *
 * @param known the names of the environments that exist
 */
export function problemsOfClient(client: ClientManifest, known: readonly string[]): Problem[] {
  // A client of all environments is checked even if no environment is known.
  const names = Object.keys(client.environments ?? {});
  const found = [...new Set([...known, ...(names.length > 0 ? names : [""])])].flatMap((name) => {
    const there = inEnvironment(client, name);
    if (!there) return [];
    return [
      ...brokenFlows(there),
      ...missingAccess(there),
      ...unusedUsers(there),
      ...openUrls(there),
      ...activeAndRetired(there),
      ...impossibleRotation(there),
      ...beyondPublic(there),
    ];
  });
  return onceEach(found);
}

function brokenFlows(client: ClientManifest): Problem[] {
  const { grantTypes, redirectUrls, certificates, clientType } = client;
  const at = (grantType: GrantType, key: "redirectUrls" | "certificates", message: string) => {
    const flow = grantTypes.indexOf(grantType);
    const path = isWritten(client, key) ? [key] : ["grantTypes", flow];
    return flow < 0 ? [] : [problemAt(client, path, `${quote(consoleWordOf(grantType))} ${message}`)];
  };
  const alone = grantTypes.length === 1 && grantTypes[0] === "refresh_token";
  return [
    ...(redirectUrls.length > 0
      ? []
      : redirectGrants.flatMap((grantType) =>
          at(
            grantType,
            "redirectUrls",
            'needs a URL to send the browser back to: write "redirectUrls", or "integrationCallback" for Oracle Integration.',
          ),
        )),
    ...(certificates.length > 0 || clientType === "trusted"
      ? []
      : assertionGrants.flatMap((grantType) =>
          at(
            grantType,
            "certificates",
            'needs a client that may sign assertions about users: write "clientType: trusted" and the certificate in "certificates".',
          ),
        )),
    ...(certificates.length > 0
      ? []
      : at(
          "tls_client_auth",
          "certificates",
          'needs the certificate with which the client authenticates: write "certificates".',
        )),
    ...(alone
      ? [
          problemAt(
            client,
            ["grantTypes", 0],
            '"Refresh token" alone gives no first token: add a grant type that does, for example authorization_code.',
          ),
        ]
      : []),
  ];
}

/**
 * A client that signs users in needs no resource app: the scopes openid, profile, email and groups are for every client. One
 * without users gets no token for an API without one, but may be for token exchange or a database: that has to be written.
 */
function missingAccess(client: ClientManifest): Problem[] {
  const { authorizedResources, access, domainRoles, grantTypes } = client;
  if (authorizedResources.kind !== "specific" || access.length > 0 || domainRoles.length > 0) return [];
  if (grantTypes.some((one) => userGrants.includes(one)) || isWritten(client, "access")) return [];
  return [
    problemAt(
      client,
      ["access"],
      'names no resource app, so the client gets no token for an API: write the apps that it calls, for example "access: [{service: integration, instance: finance}]", or "access: []" if it calls none.',
    ),
  ];
}

/** The user of a client is for the tokens that the client gets for itself. */
function unusedUsers(client: ClientManifest): Problem[] {
  if (client.grantTypes.some((one) => clientGrants.includes(one))) return [];
  return client.access.flatMap(({ clientUser }, index) =>
    clientUser
      ? [
          problemAt(
            client,
            ["access", index, "clientUser"],
            "no grant type here gives tokens of the client itself, and a user's tokens need no other user: add client_credentials, or remove it.",
          ),
        ]
      : [],
  );
}

function activeAndRetired(client: ClientManifest): Problem[] {
  if (client.state !== "retired" || !client.active || !isWritten(client, "active")) return [];
  return [
    problemAt(
      client,
      ["active"],
      'true, but the client is retired, which deactivates it: remove this or "state: retired".',
    ),
  ];
}

/** Both halves of a rotated client have a secret, and a display name that ends with the half. */
function impossibleRotation(client: ClientManifest): Problem[] {
  if (client.rotation === undefined || client.rotation === "none") return [];
  const longest = 125 - secondDisplayName("").length;
  return [
    ...(isWritten(client, "secret")
      ? [
          problemAt(
            client,
            ["secret"],
            'regenerates the secret in place, "rotation" replaces it with overlap: remove one of them.',
          ),
        ]
      : []),
    ...(client.api !== undefined
      ? [
          problemAt(
            client,
            ["rotation"],
            'has two applications, and an audience belongs to one: remove it, or declare the API under "resourceApplications" instead of "api".',
          ),
        ]
      : []),
    ...(client.displayName.length > longest
      ? [
          problemAt(
            client,
            ["displayName"],
            `has ${client.displayName.length} characters: with "rotation" at most ${longest}, because the second application is named ${quote(secondDisplayName("<displayName>"))}.`,
          ),
        ]
      : []),
  ];
}

/**
 * What a public client cannot do: it cannot prove that it is itself (RFC 6749, 2.1), so it has no secret and no token of its own,
 * and gets tokens of users for listed scopes only.
 */
function beyondPublic(client: ClientManifest): Problem[] {
  if (client.clientType !== "public") return [];
  const { grantTypes, certificates, authorizedResources, allowedOperations } = client;
  const flows = publicGrants.map(consoleWordOf).join(", ");
  const without = (key: "secret" | "rotation" | "deliver", isGiven: boolean) =>
    isGiven ? [problemAt(client, [key], "a public client has no secret: remove it.")] : [];
  return [
    ...grantTypes.flatMap((grantType, index) =>
      publicGrants.includes(grantType)
        ? []
        : [
            problemAt(
              client,
              ["grantTypes", index],
              `${quote(consoleWordOf(grantType))} is not for a public client, which cannot prove who it is: it may use ${flows}. A client that keeps a secret on a server is confidential.`,
            ),
          ],
    ),
    ...without("secret", isWritten(client, "secret")),
    ...without("rotation", client.rotation !== undefined && client.rotation !== "none"),
    ...without("deliver", client.deliver !== undefined && client.deliver !== "none"),
    ...(certificates.length > 0
      ? [problemAt(client, ["certificates"], "a public client does not authenticate: remove them.")]
      : []),
    ...(authorizedResources.kind === "specific"
      ? []
      : [
          problemAt(
            client,
            ["authorizedResources"],
            'a public client gets tokens only for the apps of "access": remove it, or write specific.',
          ),
        ]),
    ...allowedOperations.flatMap((operation, index) =>
      operation === "introspect"
        ? [
            problemAt(
              client,
              ["allowedOperations", index],
              "introspection needs a client that proves who it is, and a public client cannot: remove it.",
            ),
          ]
        : [],
    ),
  ];
}

function openUrls(client: ClientManifest): Problem[] {
  if (client.allowHttpUrls) return [];
  const { redirectUrls, postLogoutRedirectUrls, logoutUrl } = client;
  const lists = { redirectUrls, postLogoutRedirectUrls };
  return [
    ...Object.entries(lists).flatMap(([key, urls]) =>
      urls.flatMap((url, index) => {
        const message = refuseScheme(url);
        return message === undefined ? [] : [problemAt(client, [key, index], message)];
      }),
    ),
    ...[logoutUrl === undefined ? undefined : refuseScheme(logoutUrl)].flatMap((message) =>
      message === undefined ? [] : [problemAt(client, ["logoutUrl"], message)],
    ),
  ];
}

/** Reports a problem that several environments have only once. */
function onceEach(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((one) => [`${one.line}:${one.column} ${one.path} ${one.message}`, one])).values()];
}
