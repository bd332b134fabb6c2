import { quote } from "../../../wording/quote.ts";
import { CommandError } from "../../errors/command-error.ts";
import { saidBy } from "../clean-up.ts";
import type { Outcome, Outcomes } from "../questions.ts";
import { resourcesIn, type Send, textIn } from "../send.ts";
import type { Exercised, TestUser } from "./context.ts";
import { refusal } from "./tokens.ts";
import { assign, ocidInGrant } from "./writes.ts";

/**
 * The id of the user to assign: the test user, or else the caller; undefined if the caller is a client.
 *
 * @throws CommandError if the domain does not have the test user
 */
export async function assigneeOf(send: Send, user: TestUser | undefined): Promise<string | undefined> {
  if (user === undefined) return textIn((await send({ method: "GET", path: "/admin/v1/Me" })).body, "id");
  const query = { filter: `userName eq ${JSON.stringify(user.userName)}`, attributes: "userName" };
  const [found] = resourcesIn((await send({ method: "GET", path: "/admin/v1/Users", query })).body);
  if (found !== undefined) return textIn(found, "id");
  throw new CommandError(
    `The domain has no user ${quote(user.userName)}: name one of its users with --user, or omit it.`,
  );
}

const noUser = "It needs a test user: name one with --user; the password is asked.";

/** Asks what needs a user. The only assignment is that of the application to this user. */
export async function askWithUser(app: Exercised): Promise<Outcomes> {
  if (app.user === undefined) {
    const open = { open: noUser };
    return {
      ocidsInGrants: await ocidInGrant(app),
      ungrantedUserError: open,
      unavailableOfflineAccess: open,
      rotateRefreshTokens: open,
    };
  }
  await app.put({ allowAccessControl: true });
  const before = await signIn(app, "openid");
  const ocidsInGrants = await ocidInGrant(app);
  if (app.assignee !== undefined) await assign(app.send, app.id, app.assignee);
  const after = await signIn(app, "openid");
  const open = { open: `The test user got no token: ${saidBy(after)}.` };
  if (after.status !== 200)
    return { ocidsInGrants, ungrantedUserError: open, unavailableOfflineAccess: open, rotateRefreshTokens: open };
  return { ocidsInGrants, ungrantedUserError: refusal("ungrantedUserError", before), ...(await offline(app)) };
}

function signIn({ token, user }: Exercised, scope: string) {
  return token({ grant_type: "password", username: user?.userName ?? "", password: user?.password ?? "", scope });
}

/** Questions about refresh tokens, for the application's own API. */
async function offline(app: Exercised): Promise<Record<"unavailableOfflineAccess" | "rotateRefreshTokens", Outcome>> {
  const scope = `${app.names.audience}allowed`;
  const allowedScopes = [{ fqs: scope }];
  await app.put({ allowedScopes });
  const control = await signIn(app, scope);
  if (control.status !== 200) {
    const open = { open: `The test user got no token for the application's own API: ${saidBy(control)}.` };
    return { unavailableOfflineAccess: open, rotateRefreshTokens: open };
  }
  const unavailable = await signIn(app, `${scope} offline_access`);
  await app.put({ allowedScopes, allowOffline: true });
  return {
    unavailableOfflineAccess: { answer: unavailable.status === 200 ? "ignore" : "refuse" },
    rotateRefreshTokens: await rotation(app, `${scope} offline_access`),
  };
}

async function rotation(app: Exercised, scope: string): Promise<Outcome> {
  const first = await signIn(app, scope);
  const refreshToken = textIn(first.body, "refresh_token");
  if (refreshToken === undefined) return { open: `The test user got no refresh token: ${saidBy(first)}.` };
  const next = await app.token({ grant_type: "refresh_token", refresh_token: refreshToken });
  if (next.status !== 200) return { open: `The refresh token was refused: ${saidBy(next)}.` };
  return { answer: (textIn(next.body, "refresh_token") ?? refreshToken) !== refreshToken };
}
