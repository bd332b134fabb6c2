import { quote } from "../../wording/quote.ts";
import { hasExpired } from "../keys-and-defaults/certificate.ts";
import type { AccessManifest, ClientManifest } from "../keys-and-defaults/client.ts";
import {
  assertionGrants,
  clientGrants,
  consoleWordOf,
  type GrantType,
  redirectGrants,
  refreshableGrants,
} from "../oracle/grant-types.ts";
import { builtInServices, type Service, type Services, serviceOf } from "../oracle/services.ts";
import { isWritten } from "../yaml/origin.ts";
import type { Path } from "../yaml/position.ts";

/** Something in a client that works, but perhaps not as intended. */
export interface Warning {
  /** The path from the client, for `problemAt`. */
  readonly path: Path;
  readonly message: string;
}

/**
 * What works in a client, but perhaps not as intended; nothing here stops it. The client is one of `clientsIn`: as it
 * is in an environment.
 * @param services the services that `service` may name, as given to `loadTeams`
 * @param now certificates that expire within 30 days from then are reported
 */
export function warningsOf(
  client: ClientManifest,
  services: Services = builtInServices,
  now: Date = new Date(),
): Warning[] {
  return [
    ...aboutFlows(client),
    ...aboutAssertions(client),
    ...aboutCertificates(client, now),
    ...aboutUsers(client),
    ...aboutAccess(client, services),
  ];
}

function aboutFlows({ grantTypes }: ClientManifest): Warning[] {
  const refresh = grantTypes.indexOf("refresh_token");
  const implicit = grantTypes.indexOf("implicit");
  const others = grantTypes.filter((grantType) => grantType !== "refresh_token");
  const refreshes = others.some((grantType) => refreshableGrants.includes(grantType));
  return [
    ...warning(
      refresh >= 0 && others.length > 0 && !refreshes,
      ["grantTypes", refresh],
      `"Refresh token" has no effect here: there is no refresh token with ${others.map((one) => quote(consoleWordOf(one))).join(" or ")}. The client asks for a new token instead.`,
    ),
    ...warning(
      implicit >= 0,
      ["grantTypes", implicit],
      '"Implicit" is deprecated (RFC 9700): the token appears in the browser\'s address. Use authorization_code.',
    ),
  ];
}

function aboutAssertions({ grantTypes, certificates, clientType }: ClientManifest): Warning[] {
  const assertion = grantTypes.findIndex((grantType) => assertionGrants.includes(grantType));
  if (assertion < 0) return [];
  const word = quote(consoleWordOf(grantTypes[assertion] as GrantType));
  return [
    ...warning(
      clientType === "trusted" && certificates.length === 0,
      ["grantTypes", assertion],
      `${word} without a certificate: only assertions signed by the identity domain itself are accepted. For the client's own, write "certificates".`,
    ),
    ...warning(
      clientType === "confidential" && certificates.length > 0,
      ["clientType"],
      `${word} with a confidential client: only a trusted client may sign assertions about users. Write "clientType: trusted".`,
    ),
  ];
}

function aboutCertificates({ certificates }: ClientManifest, now: Date): Warning[] {
  return certificates.flatMap(({ file, expires }, index) => {
    const path = ["certificates", index, "file"];
    if (hasExpired({ expires }, now)) {
      return warning(
        true,
        path,
        `${file} expired on ${expires}: the client can no longer use it, and a stack refuses a client that does not have it yet. Renew it.`,
      );
    }
    const days = Math.floor((Date.parse(expires) - now.getTime()) / 86_400_000);
    const left = days < 1 ? "less than a day" : days === 1 ? "1 day" : `${days} days`;
    return warning(
      days < 30,
      path,
      `${file} expires on ${expires.slice(0, 10)}, in ${left}: before then, add the new file under another name, and list both. Remove the old one once the client uses the new one.`,
    );
  });
}

function aboutUsers(client: ClientManifest): Warning[] {
  const { grantTypes, enforceGrants, assign, bypassConsent, redirectUrls } = client;
  const userFlow = grantTypes.some((one) => refreshableGrants.includes(one) || redirectGrants.includes(one));
  return [
    ...warning(
      enforceGrants && assign.users.length === 0 && assign.groups.length === 0,
      ["enforceGrants"],
      'nobody is assigned, so no user gets a token: write "assign" with users or groups.',
    ),
    ...warning(bypassConsent && !userFlow, ["bypassConsent"], "has no effect: no grant type here involves a user."),
    ...warning(
      redirectUrls.length > 0 && !grantTypes.some((one) => redirectGrants.includes(one)),
      ["redirectUrls"],
      "has no effect: no grant type here sends a browser back (authorization_code does).",
    ),
  ];
}

function aboutAccess({ grantTypes, access, authorizedResources }: ClientManifest, services: Services): Warning[] {
  // Only the domain knows to which apps fully qualified scopes belong.
  const named = access.flatMap(({ app }, index) => (app === undefined ? [] : [{ app: app.toLowerCase(), index }]));
  const second = named.find(({ app }) => app !== named[0]?.app);
  return [
    ...warning(
      second !== undefined && authorizedResources.kind === "specific",
      ["access", second?.index ?? 0],
      "a second resource app: a token holds the scopes of one app only. The outputs have a scope for each app; request a token for each.",
    ),
    ...access.flatMap((entry, index) => {
      const service = serviceOf(services, entry.service);
      if (service === undefined) return [];
      const found = [
        ...withoutUser(service, grantTypes),
        ...withoutRole(service, entry, grantTypes),
        ...withoutClientUser(service, entry, grantTypes),
      ];
      return found.map((message) => ({ path: ["access", index], message }));
    }),
  ];
}

/** Tokens that the service refuses because they are not a user's. */
function withoutUser({ title, userTokensOnly }: Service, grantTypes: readonly GrantType[]): string[] {
  const refused = grantTypes.filter((one) => clientGrants.includes(one)).map((one) => quote(consoleWordOf(one)));
  if (!userTokensOnly || refused.length === 0) return [];
  return [
    `${title} accepts only tokens of users, because it must know for whom it acts: it refuses those of ${refused.join(" or ")}. Use a grant type with a user, for example authorization_code.`,
  ];
}

/** A role that the service requires of a client with tokens of its own. */
function withoutRole(service: Service, entry: AccessManifest, grantTypes: readonly GrantType[]): string[] {
  const { title, defaultRole, clientRoles } = service;
  const ownTokens = grantTypes.includes("client_credentials");
  if (
    !ownTokens ||
    defaultRole === undefined ||
    entry.clientUser === false ||
    entry.roles.length > 0 ||
    isWritten(entry, "roles")
  )
    return [];
  const refused = `gives the client no role in ${title}, which therefore refuses its tokens:`;
  if (clientRoles === undefined) {
    return [
      `${refused} the service's documentation grants [${defaultRole}]. Write "roles: [${defaultRole}]", or "roles: []" if that is intended.`,
    ];
  }
  const choices = Object.entries(clientRoles).map(([role, purpose]) => `"roles: [${role}]" ${purpose}`);
  return [`${refused} write ${choices.join(", ")}, or "roles: []" if that is intended.`];
}

/** A user of the identity domain that the service requires for a client with tokens of its own. */
function withoutClientUser(service: Service, { clientUser, roles }: AccessManifest, grantTypes: readonly GrantType[]) {
  const ownTokens = grantTypes.some((one) => clientGrants.includes(one));
  if (!ownTokens || service.clientUser !== "domain" || clientUser === true) return [];
  if (clientUser === false) {
    const ignored = `grants the roles to the client, where ${service.title} does not look: remove "roles" and grant them to the user that is created elsewhere.`;
    return roles.length > 0 ? [ignored] : [];
  }
  return [
    `${service.title} accepts the client's own tokens only if the identity domain has a user whose name is the client ID and who holds the roles: write "clientUser: true" and the stack creates that user, or "clientUser: false" if it is created elsewhere.`,
  ];
}

function warning(applies: boolean, path: Path, message: string): Warning[] {
  return applies ? [{ path, message }] : [];
}
