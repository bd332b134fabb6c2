import { clientUnknown } from "../checks/client.ts";
import { clockSkewed } from "../checks/clock.ts";
import { redirectNotRegistered } from "../checks/redirect.ts";
import { userBlocked, userFederated, userNotAssigned, userUnknown } from "../checks/user.ts";
import type { Cause, KnownError } from "./known-error.ts";

// `invalid_grant`: what is exchanged for a token is not accepted. Which it is, the request's grant type or the description says.

/** Why a user gets no token through a client that enforces grants. */
export const notAssigned: Cause = {
  what: "The client enforces grants, and the user is not assigned to it.",
  fix: "Assign the user, or a group of the user, if the user is meant to use it.",
  check: userNotAssigned,
};

/** The causes of a token for a user that is refused. */
const userCauses: readonly Cause[] = [
  { what: "There is no user of that name in this domain.", fix: "Use the domain's user name.", check: userUnknown },
  {
    what: "The account is deactivated, locked or pending, or its password must be changed.",
    fix: "An administrator of users unlocks or activates it.",
    check: userBlocked,
  },
  {
    what: "The user signs in at another identity provider, or must use a second factor: the grant type password cannot do that.",
    fix: "Use the authorization code flow in a browser.",
    check: userFederated,
  },
  notAssigned,
];

/** The errors with the code `invalid_grant`, the more specific first. */
export const grantErrors: readonly KnownError[] = [
  {
    id: "refresh_token_consumed",
    matches: ({ oauth, detail = "", parameters }) =>
      oauth === "invalid_grant" && (parameters.grantType === "refresh_token" || /consumed|refresh token/i.test(detail)),
    meaning: "The refresh token is not accepted. Each can be used once: the answer has the next one.",
    causes: [
      {
        what: "It was used before: by a second thread or instance, or by a request whose answer was lost.",
        fix: "Store the new refresh token of each answer before it is used, let only one process refresh, and let the user sign in again now.",
      },
      {
        what: "It has expired: by default after a week.",
        fix: "Let the user sign in again; the resource app's refreshTokenExpiry decides how long it lasts.",
      },
      { what: "It belongs to another client.", fix: "Refresh with the client that received it.", check: clientUnknown },
      notAssigned,
      ...userCauses.slice(1, 2),
    ],
  },
  {
    id: "authorization_code_refused",
    matches: ({ oauth, detail = "", parameters }) =>
      oauth === "invalid_grant" &&
      (parameters.grantType === "authorization_code" || /\bcode\b|code_verifier|redirect_uri/i.test(detail)),
    meaning: "The authorization code is not accepted.",
    causes: [
      {
        what: "The code was used before, or is older than three minutes.",
        fix: "Start again at the authorization endpoint, and exchange the code at once, only once.",
      },
      {
        what: "redirect_uri differs from that of the authorization request.",
        fix: "Send the same URL, character by character.",
        check: redirectNotRegistered,
      },
      {
        what: "code_verifier does not belong to code_challenge (PKCE).",
        fix: "Store the verifier in the browser session that started the flow; the challenge is its SHA-256 in base64url without padding.",
      },
      {
        what: "The code was issued to another client.",
        fix: "Exchange it with the client that requested it.",
        check: clientUnknown,
      },
      notAssigned,
    ],
  },
  {
    id: "assertion_refused",
    matches: ({ oauth, parameters }) => oauth === "invalid_grant" && /-bearer$/.test(parameters.grantType ?? ""),
    meaning: "The assertion about the user is not accepted.",
    causes: [
      {
        what: "It has expired, or the clocks differ.",
        fix: "Sign a new one, with exp in seconds and at most some minutes ahead.",
        check: clockSkewed,
      },
      {
        what: "iss is not the client ID, or aud does not contain https://<domain>/.",
        fix: "Set iss to the client ID, sub to the user name, aud to the domain.",
      },
      {
        what: "The signature's certificate is not one of the client's, or the header has neither kid nor x5t.",
        fix: "Upload the certificate (`certificates` in the manifest) and put its alias into kid.",
      },
      { what: "The subject is no user of the domain.", fix: "Use the user name of the domain as sub." },
      notAssigned,
    ],
  },
  {
    id: "invalid_grant",
    matches: ({ oauth }) => oauth === "invalid_grant",
    meaning:
      "What the client exchanges for a token is not accepted: a password, a code, an assertion or a refresh token.",
    causes: [
      ...userCauses,
      { what: "The password is wrong.", fix: "Sign in with it in a browser once: the page says more." },
    ],
  },
];
