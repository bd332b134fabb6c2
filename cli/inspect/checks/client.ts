import { quote } from "../../../wording/quote.ts";
import { type Context, isOfUser } from "../context.ts";
import { changeAt, type Finding, found } from "../finding.ts";

/** Whose client's token it is, and what has become of that client. */
export function aboutClient(context: Context): Finding[] {
  const { claims, client, expected, stack } = context;
  const id = quote(claims.client_id);
  if (expected.client !== undefined && client?.name !== expected.client.name) {
    const whose = client === undefined ? `the client ID ${id}` : client.name;
    return [
      found(
        "client",
        "refused",
        `it is a token of ${whose}, and not of ${expected.client.name} (client ID ${quote(expected.client.clientId)}).`,
      ),
    ];
  }
  if (client === undefined) {
    const why = stack === undefined ? "" : ": no manifest of this environment has it";
    return [found("client", "note", `client ID ${id}${why}.`)];
  }
  return [found("client", "ok", `${client.name}, client ID ${id}`), ...ended(context)];
}

/** A client that gets no new tokens: services do not know that, and accept the old ones until they expire. */
function ended({ client, holder, ...context }: Context): Finding[] {
  if (client === undefined) return [];
  const { manifest, name } = client;
  const still = "Services accept this token until it expires, and no new one is issued";
  if (manifest.state === "retired")
    return [
      found(
        "client",
        "note",
        `${name} is retired. ${still}.`,
        changeAt(
          manifest,
          ["state"],
          `to use ${name} again, remove \`state: retired\`. That lets it get tokens with all its access again.`,
        ),
      ),
    ];
  if (!manifest.active)
    return [
      found(
        "client",
        "note",
        `${name} is not active. ${still}.`,
        changeAt(
          manifest,
          ["active"],
          `to use ${name} again, remove \`active: false\`. That lets it get tokens with all its access again.`,
        ),
      ),
    ];
  const isInactive = !isOfUser({ claims: context.claims }) && holder !== "unknown" && !holder?.isActive;
  return isInactive
    ? [found("client", "note", `the application does not exist, or is not active. ${still}: see \`idcs-apps drift\`.`)]
    : [];
}

/** Whether the user may still get tokens through a client that enforces grants. */
export function aboutAssignment(context: Context): Finding[] {
  const { client, claims, holder } = context;
  if (!isOfUser(context) || !client?.manifest.enforceGrants) return [];
  const user = String(claims.sub);
  const { assign } = client.manifest;
  const groups =
    holder === "unknown" || holder === undefined ? undefined : holder.groups.map((one) => one.toLowerCase());
  const isAssigned =
    assign.users.some((one) => one.toLowerCase() === user.toLowerCase()) ||
    assign.groups.some((one) => groups?.includes(one.toLowerCase()));
  if (isAssigned) return [];
  if (groups === undefined && assign.groups.length > 0)
    return [
      found(
        "subject",
        "note",
        `whether ${quote(user)} is in one of the groups ${assign.groups.map(quote).join(", ")}, which are assigned to ${client.name}, is not known without admin access.`,
      ),
    ];
  const change = `if ${quote(user)} is to use ${client.name}, add the name to assign.users. That lets this person get tokens through it, with all its access.`;
  return [
    found(
      "subject",
      "note",
      `${quote(user)} is not assigned to ${client.name}, which enforces grants: the domain refuses the next token. Services accept this one until it expires.`,
      changeAt(client.manifest, ["assign"], change),
    ),
  ];
}
