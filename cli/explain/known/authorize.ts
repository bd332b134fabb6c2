import { clientInactive, clientUnknown } from "../checks/client.ts";
import { grantTypeNotAllowed } from "../checks/grant-types.ts";
import { redirectNotRegistered } from "../checks/redirect.ts";
import { userBlocked, userFederated, userUnknown } from "../checks/user.ts";
import { notAssigned } from "./invalid-grant.ts";
import type { KnownError } from "./known-error.ts";

/** The errors of the authorization endpoint and of the sign-in page: docs/identity-domains-api.md, sections 10.3 and 10.9. */
export const authorizeErrors: readonly KnownError[] = [
  {
    id: "redirect_mismatch",
    matches: ({ oauth, text }) =>
      oauth === "invalid_redirect_uri" || /invalid redirect URL|redirect_uri[ _]mismatch/i.test(text),
    meaning:
      "The redirect URL of the request is not one of the client's. The domain compares character by character, and shows the error instead of sending the browser back.",
    causes: [
      { what: "It is not registered.", fix: "Register it, or send a registered one.", check: redirectNotRegistered },
      { what: "The client is another one than intended.", fix: "Check client_id.", check: clientUnknown },
    ],
  },
  {
    id: "AUTH-3024",
    matches: ({ signIn, text }) => signIn === "AUTH-3024" || /aren't authorized to access the app/.test(text),
    meaning: "The user has signed in, and may not use this application.",
    causes: [
      notAssigned,
      {
        what: "No rule of the application's sign-on policy admits the user.",
        fix: "Have a security administrator look at the sign-on policies of the domain.",
      },
    ],
  },
  {
    id: "sign_in_refused",
    matches: ({ signIn }) => ["AUTH-3001", "AUTH-3002", "AUTH-3003", "AUTH-3018"].includes(signIn ?? ""),
    meaning:
      "The user cannot sign in: AUTH-3001 wrong user name or password, AUTH-3002 the account is locked, AUTH-3003 it is deactivated, AUTH-3018 there is no such user.",
    causes: [
      { what: "There is no user of that name.", fix: "Use the domain's user name.", check: userUnknown },
      {
        what: "The account is deactivated, locked or pending, or its password must be changed.",
        fix: "An administrator of users unlocks or activates it.",
        check: userBlocked,
      },
      {
        what: "The user signs in at another identity provider.",
        fix: "Choose that provider at the sign-in page.",
        check: userFederated,
      },
      { what: "The password is wrong.", fix: "Reset it at the sign-in page." },
    ],
  },
  {
    id: "access_denied",
    matches: ({ oauth }) => oauth === "access_denied",
    meaning: "The user, or the domain for the user, did not agree.",
    causes: [
      notAssigned,
      {
        what: "The user refused the consent.",
        fix: "Start again, or set `bypassConsent` for an application of your own.",
      },
      {
        what: "A sign-on policy denies the user this application.",
        fix: "Have a security administrator look at the sign-on policies of the domain.",
      },
    ],
  },
  {
    id: "interaction_required",
    matches: ({ oauth }) => ["login_required", "consent_required", "interaction_required"].includes(oauth ?? ""),
    meaning: "The request says prompt=none, and the user must sign in or agree first.",
    causes: [
      { what: "There is no session in this browser.", fix: "Repeat the request without prompt=none." },
      { what: "The browser blocks the domain's cookies in a frame.", fix: "Use a redirect instead of a hidden frame." },
    ],
  },
  {
    id: "unsupported_response_type",
    matches: ({ oauth }) => oauth === "unsupported_response_type",
    meaning: "The domain or the client does not support this response_type.",
    causes: [
      {
        what: "The client lacks the grant type that it needs.",
        fix: "Add authorization_code, or implicit.",
        check: grantTypeNotAllowed,
      },
      { what: "The application is not active.", fix: "Activate it.", check: clientInactive },
    ],
  },
];
