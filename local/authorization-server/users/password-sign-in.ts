import { randomUUID } from "node:crypto";
import { secondsOf } from "../../clock.ts";
import type { DomainContext } from "../../domain-context.ts";
import { isPassword } from "../../resources/password.ts";
import { type Resource, textOf } from "../../scim/json.ts";
import type { AuthenticatedSession } from "./authenticated-session.ts";

/** The user who signed in, or the reason why the sign-in failed: only for the request log. */
export type PasswordSignIn = { readonly user: Resource } | { readonly reason: string };

/**
 * Finds the active user of that name and checks the password. There is no limit on wrong passwords: the local
 * domain locks no user out.
 */
export async function signInWithPassword(
  { directory }: DomainContext,
  userName: string,
  password: string,
): Promise<PasswordSignIn> {
  const [user] = directory.matching("User", "userName", userName);
  // Checked for an unknown user too, so that the time of the answer does not reveal which names exist.
  const proven = await isPassword(password, textOf(user, "password"));
  if (user === undefined) return { reason: "There is no user of that name." };
  if (!proven) return { reason: "The password is wrong, or the user has none." };
  return user.active === true ? { user } : { reason: "The user is not active." };
}

/** The session of a user who entered a password just now. */
export function passwordSession({ settings }: DomainContext): AuthenticatedSession {
  return { id: randomUUID(), authTime: secondsOf(settings.now()), amr: ["USERNAME_PASSWORD"] };
}
