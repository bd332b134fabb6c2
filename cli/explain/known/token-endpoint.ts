import {
  anotherDomain,
  basicMalformed,
  clientInactive,
  clientPublic,
  clientUnknown,
  notAClient,
  perimeters,
  secretWrong,
  withoutCertificate,
} from "../checks/client.ts";
import { grantTypeNotAllowed, grantTypeUnknown, refreshNotAllowed } from "../checks/grant-types.ts";
import { redirectNotRegistered } from "../checks/redirect.ts";
import {
  misspelled,
  mixedWithAll,
  noScope,
  resourceInactive,
  scopeNotAllowed,
  scopeUnknown,
  severalResources,
  withoutAudience,
} from "../checks/scopes.ts";
import { notAssigned } from "./invalid-grant.ts";
import type { Cause, KnownError } from "./known-error.ts";

// What the token endpoint answers: RFC 6749, section 5.2, and what is known of Oracle's (docs/identity-domains-api.md, section 10.9).

const wrongDomain: Cause = {
  what: "The request went to another identity domain than the one that has the client.",
  fix: "Use the token URL that the stack's outputs name.",
  check: anotherDomain,
};

const refreshAsked: Cause = {
  what: "offline_access is requested, but the client or the resource app allows no refresh tokens.",
  fix: "Omit offline_access, or allow refresh tokens at both.",
  check: refreshNotAllowed,
};

const notAllowedScope: Cause = {
  what: "The scope is not among those that the client may request.",
  fix: "Add it to the client's `access`, if the client is meant to call that API.",
  asksRequest: true,
  check: scopeNotAllowed,
};

/** The errors of the token endpoint. */
export const tokenErrors: readonly KnownError[] = [
  {
    id: "invalid_client",
    matches: ({ oauth }) => oauth === "invalid_client",
    meaning:
      "The domain does not accept the client's authentication. It says the same for an unknown client ID, an inactive application, a wrong secret and a malformed header.",
    causes: [
      {
        what: "The domain has no application with this client ID.",
        fix: "Use the client ID of the stack's outputs.",
        check: clientUnknown,
      },
      { what: "The application is not active.", fix: "Activate it.", check: clientInactive },
      wrongDomain,
      {
        what: "The Basic header is not base64 of <client ID>:<client secret>, each URL-encoded.",
        fix: "Build it with a program that knows the rule, not by hand.",
        check: basicMalformed,
      },
      {
        what: "The client secret is wrong: mistyped, of another environment, or regenerated since.",
        fix: "Take the present one from where the stack delivers it. If it was regenerated in the console: `pulumi refresh` and `pulumi up` publish the new one.",
        check: secretWrong,
      },
      { what: "The application is no OAuth client.", fix: "Use the client's own application.", check: notAClient },
      {
        what: "It is a public client: it has no secret.",
        fix: "Send client_id in the body and no Authorization header.",
        check: clientPublic,
      },
      {
        what: "The client assertion is not signed with a certificate of the client, lacks kid or x5t, has another aud than the domain, or has expired.",
        fix: "Give the client the certificate (`certificates`), put its alias into kid, and https://<domain>/ into aud.",
        check: withoutCertificate,
      },
      {
        what: "The client may be used from some networks only.",
        fix: "Send the request from one of them.",
        check: perimeters,
      },
    ],
  },
  {
    id: "invalid_scope",
    matches: ({ oauth }) => oauth === "invalid_scope",
    meaning: "A scope of the request does not exist in this form, or the scopes do not go together.",
    causes: [
      { what: "The request names no scope.", fix: "Add scope: an identity domain has no default.", check: noScope },
      { what: "A scope is misspelled or encoded twice.", fix: "Copy it from the resource app.", check: misspelled },
      { what: "A scope lacks its audience.", fix: "Write the audience in front of it.", check: withoutAudience },
      { what: "No resource app of this domain has the scope.", fix: "Use one that exists.", check: scopeUnknown },
      { what: "The resource app is not active.", fix: "Have it activated.", check: resourceInactive },
      {
        what: "The scopes belong to several resource apps.",
        fix: "Send one request for each resource app, or add urn:opc:resource:multiresourcescope.",
        check: severalResources,
      },
      {
        what: "urn:opc:resource:consumer::all is requested together with another scope.",
        fix: "Request it alone, or with offline_access only.",
        check: mixedWithAll,
      },
      notAllowedScope,
      wrongDomain,
    ],
  },
  {
    id: "unauthorized_client",
    matches: ({ oauth }) => oauth === "unauthorized_client",
    meaning: "The client is known, and may not do what it asks: use this grant type, or request this scope.",
    causes: [
      notAllowedScope,
      {
        what: "The client may not use this grant type.",
        fix: "Add it to the client's grantTypes, if it is meant to.",
        check: grantTypeNotAllowed,
      },
      refreshAsked,
      { what: "The application is not active.", fix: "Activate it.", check: clientInactive },
      notAssigned,
      {
        what: "The client may be used from some networks only.",
        fix: "Send the request from one of them.",
        check: perimeters,
      },
    ],
  },
  {
    id: "unsupported_grant_type",
    matches: ({ oauth }) => oauth === "unsupported_grant_type",
    meaning: "The domain does not know the grant type of the request.",
    causes: [
      {
        what: "It is misspelled, or the short name of a URN.",
        fix: "Use the name of the standard.",
        check: grantTypeUnknown,
      },
      {
        what: "grant_type is missing, or was sent in the URL or as JSON.",
        fix: "Send it in the body, with Content-Type: application/x-www-form-urlencoded.",
      },
    ],
  },
  {
    id: "invalid_request",
    matches: ({ oauth }) => oauth === "invalid_request",
    meaning: "The request is malformed: a parameter is missing, repeated or not understood.",
    causes: [
      {
        what: "The body is not a form.",
        fix: "Send Content-Type: application/x-www-form-urlencoded with POST, and the parameters in the body.",
      },
      {
        what: "The client authenticates twice: by the Authorization header and in the body.",
        fix: 'Use one of them. Postman: Client Authentication, "Send as Basic Auth header".',
      },
      { what: "The grant type lacks a parameter.", fix: "The description names it.", check: grantTypeUnknown },
      {
        what: "The domain does not know the client.",
        fix: "Use the client ID of the stack's outputs.",
        check: clientUnknown,
      },
      {
        what: "The redirect URL is missing or not registered.",
        fix: "Send a registered one.",
        check: redirectNotRegistered,
      },
    ],
  },
  {
    id: "device_not_approved",
    matches: ({ oauth }) => ["authorization_pending", "slow_down", "expired_token"].includes(oauth ?? ""),
    meaning:
      "The device flow is not complete: the user has not entered the code, the client asks too often, or the code is older than five minutes.",
    causes: [
      {
        what: "The user has not finished.",
        fix: "Ask again after the interval (5 seconds, plus 5 for each slow_down).",
      },
      { what: "The code has expired.", fix: "Start the flow again." },
    ],
  },
  {
    id: "domain_unavailable",
    matches: ({ oauth }) => oauth === "server_error" || oauth === "temporarily_unavailable",
    meaning: "The domain failed, or is overloaded. The request itself may be right.",
    causes: [
      {
        what: "A fault at Oracle.",
        fix: "Repeat it later; Oracle Support finds the request by its ecid or opc-request-id.",
      },
    ],
  },
];
