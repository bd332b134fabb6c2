import { quote } from "../../../wording/quote.ts";
import type { Case, LiveUser } from "./case.ts";
import { placeOf } from "./declared-client.ts";
import { confirmed, type Finding, likely, open, ruledOut } from "./findings.ts";

// Checks of the user for whom a token is requested, if the message names one.

async function userOf(one: Case): Promise<LiveUser | undefined | "unknown"> {
  const { userName } = one.message.parameters;
  return userName === undefined ? "unknown" : one.user(userName);
}

/** Whether the domain has no user of that name. */
export async function userUnknown(one: Case): Promise<Finding> {
  const user = await userOf(one);
  if (user === "unknown") return open;
  const question = `has the domain the user ${quote(one.shown(one.message.parameters.userName ?? "", 100))}?`;
  return user === undefined
    ? confirmed(`${question} No.`, "Use the user name of the domain: it need not be the e-mail address.")
    : ruledOut(`${question} Yes.`);
}

/** Whether the user is deactivated, locked or not yet verified, or must change the password. */
export async function userBlocked(one: Case): Promise<Finding> {
  const user = await userOf(one);
  if (user === "unknown" || user === undefined) return open;
  const question = `can ${quote(user.userName)} sign in?`;
  const reasons = [
    ...(user.active ? [] : ["the user is deactivated"]),
    ...(user.isLocked ? ["the account is locked, usually after too many wrong passwords"] : []),
    ...(user.mustChangePassword ? ["the password has expired or must be changed at the next sign-in"] : []),
    ...(user.status === "pendingVerification" ? ["the account is pending: the user has not verified it"] : []),
  ];
  return reasons.length === 0
    ? ruledOut(`${question} Nothing in the account is against it.`)
    : confirmed(
        `${question} No: ${reasons.join(", and ")}.`,
        "An administrator of users activates or unlocks the account; the user sets the password at the sign-in page.",
      );
}

/** Whether the user signs in elsewhere, and has no password here. */
export async function userFederated(one: Case): Promise<Finding> {
  const user = await userOf(one);
  if (user === "unknown" || user === undefined) return open;
  const question = `does ${quote(user.userName)} sign in at another identity provider?`;
  return user.isFederated ? confirmed(`${question} Yes, so there is no password here.`) : ruledOut(`${question} No.`);
}

/** Whether the client enforces grants, and the user is not assigned to it. */
export async function userNotAssigned(one: Case): Promise<Finding> {
  const app = await one.app();
  if (app === "unknown" || app === undefined) return open;
  const enforces = `does ${quote(app.displayName)} enforce grants?`;
  if (app.allowAccessControl !== true) return ruledOut(`${enforces} No, so every user may use it.`);
  const place = one.client && placeOf(one.client, ["assign"]);
  const fix =
    place === undefined
      ? "Assign the user, or one of the user's groups, to the application, if the user is meant to use it."
      : `If the user is meant to use it, add the user, or one of the user's groups, at ${place} and run \`pulumi up\`.`;
  const user = await userOf(one);
  if (user === "unknown" || user === undefined)
    return likely(`${enforces} Yes: only users and groups that are assigned get tokens.`, fix);
  const [grants, groups] = await Promise.all([one.grantsOf(app.id), one.groupsOf(user.id)]);
  if (grants === "unknown" || groups === "unknown") return open;
  const holders = [user.id, ...groups];
  const question = `is ${quote(user.userName)} assigned to ${quote(app.displayName)}, which enforces grants?`;
  return grants.some(({ grantee }) => holders.includes(grantee.value))
    ? ruledOut(`${question} Yes.`)
    : confirmed(`${question} No.`, fix);
}
