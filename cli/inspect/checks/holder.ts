import { clientGrants } from "../../../manifest/oracle/grant-types.ts";
import type { Service } from "../../../manifest/oracle/services.ts";
import { quote } from "../../../wording/quote.ts";
import { type Context, holderName, isOfUser, serviceOfApp } from "../context.ts";
import { accessTo } from "../declared-client.ts";
import type { Holder, ResourceApp } from "../domain-facts.ts";
import { changeAt, type Finding, found } from "../finding.ts";

/** Whether the app accepts tokens of this kind of holder, and the roles of the holder. */
export function aboutHolder(context: Context, app: ResourceApp | undefined): Finding[] {
  if (app === undefined) return [];
  const access = context.client && accessTo(context.client, app);
  const service = serviceOfApp(context.stack, app, access?.entry);
  if (isOfUser(context)) return aboutRolesOfUser(context, app, service);
  if (service?.userTokensOnly) return [usersOnly(context, service)];
  switch (service?.clientUser) {
    case "service":
      return [
        found(
          "subject",
          "note",
          `${service.title} accepts a client's own token only if it has a user whose login is the client ID ${quote(context.claims.client_id)}: only an administrator of ${app.displayName} can see that.`,
        ),
      ];
    case "domain":
      return aboutUserOfClient(context, app, service);
    default:
      return aboutRolesOfClient(context, app, service);
  }
}

function usersOnly({ client }: Context, { title }: Service): Finding {
  const says = `a client's own token, and ${title} accepts only tokens of users: it must know for whom it acts.`;
  if (client === undefined)
    return found("subject", "refused", `${says} Request one for a user, for example with authorization_code.`);
  const index = client.manifest.grantTypes.findIndex((one) => clientGrants.includes(one));
  const change =
    "use a grant type with a user, for example authorization_code with redirectUrls, instead of the client's own tokens. The client then acts with the rights of the user who signs in, as far as its scopes reach.";
  return found("subject", "refused", says, changeAt(client.manifest, ["grantTypes", Math.max(index, 0)], change));
}

/** The app roles of a holder, in the app; undefined if they are not known. */
function rolesOf(holder: Context["holder"], { id }: ResourceApp): readonly string[] | undefined {
  if (holder === "unknown" || id === undefined) return undefined;
  return holder?.roles.get(id) ?? [];
}

const notKnown = "not known without admin access: tokens for an app do not contain them, the service looks them up.";

function aboutRolesOfClient(context: Context, app: ResourceApp, service: Service | undefined): Finding[] {
  const roles = rolesOf(context.holder, app);
  if (roles === undefined) return [found("roles", "note", notKnown)];
  if (roles.length > 0) return [found("roles", "ok", `${roles.join(", ")} of ${app.displayName}`)];
  const says = `${holderName(context)} has no role of ${app.displayName}`;
  if (service?.defaultRole === undefined)
    return [found("roles", "note", `${says}; whether it needs one depends on the API.`)];
  return [withoutRole(context, app, service, `${says}, and ${service.title} refuses clients without one.`)];
}

function withoutRole({ client }: Context, app: ResourceApp, service: Service, says: string): Finding {
  if (client === undefined) return found("roles", "refused", says);
  const access = accessTo(client, app);
  const choices = Object.entries(service.clientRoles ?? { [service.defaultRole ?? ""]: "" }).map(([role, purpose]) =>
    `\`roles: [${role}]\` ${purpose}`.trim(),
  );
  const declared = access?.entry.roles ?? [];
  if (declared.length > 0)
    return found(
      "roles",
      "refused",
      `${says} Its manifest grants ${declared.join(", ")}, which the domain does not have: run \`pulumi up --refresh\`.`,
      changeAt(
        client.manifest,
        ["access", access?.index ?? 0, "roles"],
        "nothing: the manifest is right. `idcs-apps drift` says who revoked the role.",
      ),
    );
  const change = `${access === undefined ? "in the new entry, " : ""}write one of ${choices.join(", ")}, and run \`pulumi up\`. It grants the client itself that role in ${app.displayName}: take the one that does less, if it is enough.`;
  return found(
    "roles",
    "refused",
    says,
    changeAt(client.manifest, access === undefined ? ["access"] : ["access", access.index, "roles"], change),
  );
}

function aboutRolesOfUser(context: Context, app: ResourceApp, service: Service | undefined): Finding[] {
  const roles = rolesOf(context.holder, app);
  if (roles === undefined) return [found("roles", "note", notKnown)];
  if (context.holder === undefined)
    return [found("subject", "refused", `the domain has no user ${quote(context.claims.sub)} any more.`)];
  if (roles.length > 0) return [found("roles", "ok", `${roles.join(", ")} of ${app.displayName}`)];
  const says = `user ${quote(context.claims.sub)} has no role of ${app.displayName}`;
  if (service?.defaultRole === undefined)
    return [found("roles", "note", `${says}; whether one is needed depends on the API.`)];
  const { stack } = context;
  const change = `an administrator of ${app.displayName} decides: an entry of roleAssignments grants a role to this user, or to a group. Take the role that does the least and is enough, and prefer a group.`;
  return [
    found(
      "roles",
      "refused",
      `${says}, and ${service.title} refuses users without one.`,
      stack?.environment && changeAt(stack.environment, ["roleAssignments"], change),
    ),
  ];
}

/** Services that look for a user of the domain whose name is the client ID. */
function aboutUserOfClient(context: Context, app: ResourceApp, service: Service): Finding[] {
  const { userOfClient, client, claims } = context;
  if (userOfClient === "unknown") return [found("roles", "note", notKnown)];
  const roles = rolesOf(userOfClient, app) ?? [];
  if (userOfClient?.isActive && roles.length > 0)
    return [
      found("roles", "ok", `${roles.join(", ")} of ${app.displayName}, held by the user whose name is the client ID`),
    ];
  const lack = lackOf(userOfClient);
  const says = `${service.title} looks for a user of the domain whose name is the client ID ${quote(claims.client_id)} and who has a role of ${app.displayName}: ${lack}.`;
  const access = client && accessTo(client, app);
  if (client === undefined || access === undefined) return [found("subject", "refused", says)];
  const key = access.entry.clientUser === undefined ? [] : ["clientUser"];
  const isDeclared = access.entry.clientUser === true && access.entry.roles.length > 0;
  const change = isDeclared
    ? "nothing: the manifest is right. Run `pulumi up --refresh`."
    : `write \`clientUser: true\` and \`roles: [${service.defaultRole ?? "<role>"}]\`, and run \`pulumi up\`. It creates that user, and grants it the role in ${app.displayName}.`;
  return [found("subject", "refused", says, changeAt(client.manifest, ["access", access.index, ...key], change))];
}

function lackOf(user: Holder | undefined): string {
  if (user === undefined) return "there is none";
  return user.isActive ? "it has none" : "it is not active";
}
