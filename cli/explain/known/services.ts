import { roleMissing, serviceNeedsUser, tokenForAnotherAudience } from "../checks/service.ts";
import type { Message } from "../read/message.ts";
import { endpointOf, type KnownError } from "./known-error.ts";

// What services answer to a token that a domain issued: docs/identity-domains-api.md, section 11; RFC 6750, section 3.1.

const inspect =
  "Pipe the token into `idcs-apps inspect`: it shows aud, scope and expiry, and why a service would refuse it.";

/** Whether a message is an answer of a service, not of the domain. */
function isService(message: Message): boolean {
  const endpoint = endpointOf(message);
  return endpoint === "other" || endpoint === undefined;
}

/** The errors of services. */
export const serviceErrors: readonly KnownError[] = [
  {
    id: "blockchain_forbidden",
    matches: ({ text }) => text.includes("OBP_ADMIN_FORBIDDEN"),
    meaning:
      "Oracle Blockchain Platform looks for a user of the identity domain whose name is the token's subject, and for its roles.",
    causes: [
      {
        what: "There is no such user, or it lacks ADMIN or REST_CLIENT.",
        fix: "Create it with `clientUser: true` in the manifest.",
        check: serviceNeedsUser,
      },
    ],
  },
  {
    id: "insufficient_scope",
    matches: (message) => message.oauth === "insufficient_scope" || (isService(message) && message.status === 403),
    meaning: "The service accepts the token, and does not allow the call: a role or a scope is missing.",
    causes: [
      {
        what: "The client, or the user, has no app role of the service that allows it.",
        fix: "Grant the role: `roles` in the client's access, or a role assignment for users.",
        check: roleMissing,
      },
      { what: "The service knows the client only through a user.", fix: "Create that user.", check: serviceNeedsUser },
      { what: "The token has another scope than the call needs.", fix: inspect },
      { what: "The role was granted a moment ago.", fix: "Wait a minute, and request a new token." },
    ],
  },
  {
    id: "token_refused_by_service",
    matches: (message) => message.oauth === "invalid_token" || (isService(message) && message.status === 401),
    meaning: "The service does not accept the token, or found none.",
    causes: [
      {
        what: "The request has no token, or not as `Authorization: Bearer <token>`.",
        fix: "Send it in that header, without quotes or line breaks.",
      },
      { what: "The token has expired.", fix: `Request a new one. ${inspect}` },
      {
        what: "The token is for another audience: another service, another instance, or the domain itself.",
        fix: `Request a scope of this service. ${inspect}`,
        check: tokenForAnotherAudience,
      },
      {
        what: "The service refuses tokens of clients, or needs a user for the client.",
        fix: "Create that user, or use a flow with a user.",
        check: serviceNeedsUser,
      },
      {
        what: "The client, or the user, has no app role of the service.",
        fix: "Grant the role: `roles` in the client's access.",
        check: roleMissing,
      },
      { what: "It is an identity token, not an access token.", fix: inspect },
    ],
  },
];
