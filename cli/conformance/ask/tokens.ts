import { saidBy } from "../clean-up.ts";
import { among, type Outcome, type QuestionKey } from "../questions.ts";
import { type Answered, memberOf, resourcesIn, textIn } from "../send.ts";
import { type Exercised, ownScope } from "./context.ts";

// Questions about the OAuth endpoints that need no user.

const clientCredentials = (scope: string) => ({ grant_type: "client_credentials", scope });

/** The status of an admin request whose caller is known and lacks the role: the application itself. */
export async function withoutRole({ send, token }: Exercised): Promise<Outcome> {
  const own = await token(clientCredentials(ownScope));
  const bearer = textIn(own.body, "access_token");
  if (bearer === undefined) return { open: `The application got no token of its own: ${saidBy(own)}.` };
  const query = { count: "1" };
  return among("deniedStatus", (await send({ method: "GET", path: "/admin/v1/Apps", query, as: { bearer } })).status);
}

/** The error for a scope that the application itself declares and is not allowed. */
export async function scopeNotAllowed({ token, names }: Exercised): Promise<Outcome> {
  return refusal("disallowedScopeError", await token(clientCredentials(`${names.audience}other`)));
}

/** The error for a client that is not active. */
export async function inactiveClient({ token, put }: Exercised): Promise<Outcome> {
  const before = await token(clientCredentials(ownScope));
  if (before.status !== 200) return { open: `The application got no token while it was active: ${saidBy(before)}.` };
  const changed = await put({ active: false });
  if (changed.status !== 200) return { open: `The application was not deactivated: ${saidBy(changed)}.` };
  return refusal("inactiveClientError", await token(clientCredentials(ownScope)));
}

/** Whether a device's start must name `response_type`. The codes that come expire by themselves. */
export async function deviceStart({ send, names }: Exercised): Promise<Outcome> {
  const start = (more: Record<string, string>) =>
    send({
      method: "POST",
      path: "/oauth2/v1/device",
      body: new URLSearchParams({ client_id: names.clientId, scope: "openid", ...more }),
      as: "nobody",
    });
  const without = await start({});
  if (without.status === 200) return { answer: "optional" };
  const named = await start({ response_type: "device_code" });
  if (named.status === 200) return { answer: "required" };
  return { open: `A device cannot start, with response_type or without: ${saidBy(named)}.` };
}

/** Questions about network perimeters, which are asked with those that the domain has; none is created or changed. */
export async function outsidePerimeters(
  app: Exercised,
): Promise<Record<"blockedAddressError" | "trustForwardedFor", Outcome>> {
  const query = { attributes: "name,ipAddresses", count: "10" };
  const { body } = await app.send({ method: "GET", path: "/admin/v1/NetworkPerimeters", query });
  for (const perimeter of resourcesIn(body)) {
    const appsNetworkPerimeters = [{ value: String(perimeter.id) }];
    const changed = await app.put({ clientIPChecking: "whitelisted", appsNetworkPerimeters });
    if (changed.status !== 200) continue;
    const refused = await app.token(clientCredentials(ownScope));
    if (refused.status === 200) continue;
    const address = firstAddress(perimeter.ipAddresses);
    const forwarded = await app.token(clientCredentials(ownScope), { "x-forwarded-for": address });
    return {
      blockedAddressError: refusal("blockedAddressError", refused),
      trustForwardedFor: { answer: forwarded.status === 200 },
    };
  }
  const open = "The domain has no network perimeter that this machine is outside of. Create one, and run it again.";
  return { blockedAddressError: { open }, trustForwardedFor: { open } };
}

/** An address of a perimeter: of a range or a block the first. */
function firstAddress(ipAddresses: unknown): string {
  const [first] = Array.isArray(ipAddresses) ? ipAddresses : [];
  return String(memberOf(first, "value") ?? "").split(/[-/]/)[0] as string;
}

/** The error code of a refused token request. */
export function refusal(key: QuestionKey, answer: Answered): Outcome {
  if (answer.status === 200) return { open: "The domain did not refuse the request." };
  return among(key, memberOf(answer.body, "error"));
}
