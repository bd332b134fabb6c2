import { anotherDomain } from "../checks/client.ts";
import { clockSkewed } from "../checks/clock.ts";
import type { Message } from "../read/message.ts";
import { endpointOf, type KnownError } from "./known-error.ts";

// What the admin API and OCI's signature check answer: docs/identity-domains-api.md, sections 8.5, 8.6 and 9.

/** Whether a message is about the admin API: by its path, or by the form of its error. */
function isAdmin(message: Message): boolean {
  const endpoint = endpointOf(message);
  if (message.oauth !== undefined) return false;
  return (
    endpoint === "admin" || message.messageId !== undefined || /urn:ietf:params:scim:api:messages/.test(message.text)
  );
}

const doctor = "`idcs-apps doctor` checks the credentials, the clock and the rights.";

/** The errors of the admin API and of OCI. */
export const adminErrors: readonly KnownError[] = [
  {
    id: "NotAuthenticated",
    matches: ({ oci }) => oci === "NotAuthenticated",
    meaning: "OCI does not accept the signature of the request.",
    causes: [
      {
        what: "This machine's clock differs by more than five minutes.",
        fix: "Correct it, for example with NTP.",
        check: clockSkewed,
      },
      {
        what: "The key is not one of the user's API keys, or user, tenancy and fingerprint do not belong together.",
        fix: `Compare them with the user's API keys in the console. ${doctor}`,
      },
      { what: "The session token has expired.", fix: "`oci session authenticate` starts a new session." },
      {
        what: "A proxy changed the host, the path or the body of the signed request.",
        fix: "Send it without the proxy.",
      },
    ],
  },
  {
    id: "NotAuthorizedOrNotFound",
    matches: ({ oci }) => oci === "NotAuthorizedOrNotFound" || oci === "NotAuthorized",
    meaning:
      "OCI says the same for two things: the resource is not there, or the caller may not see it. Do not take it for a deletion.",
    causes: [
      {
        what: "The caller lacks a policy for the compartment.",
        fix: "Have it granted by an IAM policy: inspect or read is enough to see it.",
      },
      { what: "The OCID, the region or the compartment is wrong.", fix: "Compare them in the console." },
      { what: "The resource was deleted.", fix: "OCI Audit says by whom." },
    ],
  },
  {
    id: "admin_access_denied",
    matches: (message) =>
      (isAdmin(message) && (message.status === 401 || message.status === 403)) || message.oci === "IdcsConversionError",
    meaning:
      "The admin API refuses the caller. An identity domain answers 401 both if it does not know the caller and if the caller lacks a role.",
    causes: [
      {
        what: "The caller lacks the role for this operation.",
        fix: "Give the caller's user or application Application Administrator in this domain; writing users needs User Administrator.",
      },
      {
        what: "The key or the token is not accepted: expired, revoked, of another user.",
        fix: doctor,
      },
      {
        what: "This machine's clock differs by more than five minutes.",
        fix: "Correct it, for example with NTP.",
        check: clockSkewed,
      },
      { what: "The request went to another identity domain.", fix: "Check the domain's URL.", check: anotherDomain },
      {
        what: "The token is for a service, not for the domain itself.",
        fix: "Request the scope urn:opc:idm:__myscopes__.",
      },
    ],
  },
  {
    id: "delete_of_active_application",
    matches: (message) =>
      isAdmin(message) &&
      message.status === 400 &&
      message.request?.method === "DELETE" &&
      (message.request?.path.includes("/Apps/") ?? false),
    meaning: "An active application cannot be deleted, also not with forceDelete.",
    causes: [
      {
        what: "The application is active.",
        fix: "Deactivate it first: PUT /admin/v1/AppStatusChanger/{id}. The plugin of this project does.",
      },
    ],
  },
  {
    id: "missing_attributes",
    matches: ({ messageId = "" }) => messageId.endsWith("missingReqAttributes"),
    meaning: "The request lacks attributes that the resource must have; the message names them.",
    causes: [{ what: "They are missing or empty in the body.", fix: "Add them." }],
  },
  {
    id: "invalid_reference",
    matches: ({ messageId = "" }) => messageId.endsWith("invalidReferenceResource"),
    meaning: "The body refers to another resource, a user, a role or an app, that this domain does not have.",
    causes: [
      {
        what: "The id is of another domain, or the resource was deleted.",
        fix: "Look it up in this domain by its name.",
      },
      { what: "It is an OCID where the SCIM id is expected.", fix: "Use the 32 characters of id." },
    ],
  },
  {
    id: "too_long",
    matches: ({ messageId = "" }) => messageId.endsWith("stringExceedsMaxLimit"),
    meaning: "A value is longer than the attribute allows.",
    causes: [{ what: "It is an OCID where the SCIM id of at most 40 characters is expected.", fix: "Use id." }],
  },
  {
    id: "conflict",
    matches: (message) => isAdmin(message) && message.status === 409,
    meaning: "Another resource has a value that must be unique: a display name, a client ID, an audience, a grant.",
    causes: [
      {
        what: "An application of that name exists, made by hand or by another stack.",
        fix: "`idcs-apps adopt` brings it under the manifest; otherwise choose another name.",
      },
      { what: "It was changed by someone else at the same time.", fix: "Run it again." },
    ],
  },
  {
    id: "changed_meanwhile",
    matches: (message) => isAdmin(message) && message.status === 412,
    meaning: "The resource was changed since it was read.",
    causes: [
      {
        what: "Someone else changed it at the same time.",
        fix: "Read it again and repeat the change: `pulumi refresh`, `pulumi up`.",
      },
    ],
  },
  {
    id: "rate_limited",
    matches: ({ status, oci }) => status === 429 || oci === "TooManyRequests",
    meaning: "The domain's rate limit is reached: it counts all callers together.",
    causes: [
      { what: "Several stacks or programs run at the same time.", fix: "Let them run one after the other." },
      {
        what: "The domain's type allows less than the plugin assumes (premium).",
        fix: "Set oci:identityDomainType to the domain's type; `idcs-apps doctor` shows the limits.",
      },
      { what: "A client requests a token for each call.", fix: "Keep a token until it expires: expires_in says when." },
    ],
  },
  {
    id: "not_found",
    matches: (message) => isAdmin(message) && message.status === 404,
    meaning: "The domain has no such resource, or the path is not one of the admin API.",
    causes: [
      { what: "It was deleted, or the id is of another domain.", fix: "`idcs-apps drift` says what is missing." },
      { what: "The request went to another identity domain.", fix: "Check the domain's URL.", check: anotherDomain },
    ],
  },
  {
    id: "invalid_value",
    matches: (message) => isAdmin(message) && (message.status === 400 || message.messageId !== undefined),
    meaning: "The admin API does not accept a value of the request; its message says which.",
    causes: [
      {
        what: "A value is not allowed, immutable or read-only.",
        fix: "The answer names the attribute; docs/identity-domains-api.md says what it accepts.",
      },
    ],
  },
];
