import { randomUUID } from "node:crypto";
import { secondsOf } from "../../clock.ts";
import type { DomainContext } from "../../domain-context.ts";
import { isPassword } from "../../resources/password.ts";
import { type Resource, textOf } from "../../scim/json.ts";
import type { AuthenticatedSession } from "./authenticated-session.ts";

/**
 * The active user of that name, if the password is the user's; nothing otherwise, whatever was wrong. A wrong password
 * may be tried again without limit: the local domain locks nobody out.
 */
export async function userWithPassword(
  { directory }: DomainContext,
  userName: string,
  password: string,
): Promise<Resource | undefined> {
  const [user] = directory.matching("User", "userName", userName);
  const proven = await isPassword(password, textOf(user, "password"));
  return proven && user?.active === true ? user : undefined;
}

/** What tokens say of a user who gave a password just now. */
export function passwordSession({ settings }: DomainContext): AuthenticatedSession {
  return { id: randomUUID(), authTime: secondsOf(settings.now()), amr: ["USERNAME_PASSWORD"] };
}
