import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { ResourceApplicationManifest } from "../../manifest/keys-and-defaults/resource-application.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { quote } from "../../wording/quote.ts";
import { stackTags } from "../parts/ownership.ts";
import type { AdoptableApplication } from "./apps-and-roles.ts";

/** A client or a resource application that adopts an application. */
export interface Adopting {
  readonly node: ClientManifest | ResourceApplicationManifest;
  readonly kind: "client" | "resource application";
  /** `<team>/<name>`, as it is now and as it was. */
  readonly names: readonly string[];
  /** What `adopt` says. */
  readonly asked: string;
}

const { managedBy, stack, team, client } = ownershipTags;

/**
 * Why an application cannot become a client or a resource application, and what to do; undefined if it can.
 *
 * @param isOurs whether it has the ownership tags of the one that adopts it
 * @param environment the environment's name
 */
export function whyNotAdoptable(
  application: AdoptableApplication,
  { node, kind, names: [name = ""], asked }: Adopting,
  isOurs: boolean,
  environment: string,
): string | undefined {
  const { isOracles, tags, isClient, isResource, isPublic } = application;
  if (isOracles)
    return `${quote(asked)} is Oracle's own application, which no team can have. An administrator can change its settings with \`manage: true\` in environments/${environment}.yaml.`;
  if (!isOurs && tags.has(managedBy) && tags.has(stack)) return belongsToOthers(asked, tags, name);
  if (kind === "resource application" && isClient)
    return isResource
      ? `${quote(asked)} is a client and an API at once: adopt it under \`clients\`, with \`api\`.`
      : `${quote(asked)} is a client and not a resource application: adopt it under \`clients\`.`;
  if (kind === "resource application" && !isResource)
    return `${quote(asked)} is not a resource application: configure it as one in the console first.`;
  if (kind === "resource application") return undefined;
  if (!isClient)
    return isResource
      ? `${quote(asked)} is a resource application and not a client: adopt it under \`resourceApplications\`.`
      : `${quote(asked)} is not an OAuth client: configure it as one in the console first.`;
  // Its scopes would be lost, and with them what other clients may request. Once it is this client's, its manifest decides.
  if (isResource && !isOurs && "clientType" in node && node.api === undefined)
    return `${quote(asked)} is a client and an API at once: write what it is as an API under \`api\`. \`idcs-apps adopt\` writes it.`;
  const declaresPublic = "clientType" in node && node.clientType === "public";
  if (isPublic && !declaresPublic)
    return `${quote(asked)} is a public client, without a secret: write \`clientType: public\`.`;
  if (!isPublic && declaresPublic)
    return `${quote(asked)} is not a public client: it has a secret, which it would lose. Remove \`clientType: public\`.`;
  return undefined;
}

function belongsToOthers(asked: string, tags: AdoptableApplication["tags"], name: string): string {
  const its = `${tags.get(team)}/${tags.get(client)}`;
  const isOfThisStack = stackTags().every(({ key, value }) => tags.get(key) === value);
  if (isOfThisStack && tags.has(client))
    return `${quote(asked)} belongs to ${its} of this stack already. If ${its} is now called ${name}, write \`was: ${its}\` instead of \`adopt\`.`;
  const owners = [managedBy, stack, team, client]
    .filter((key) => tags.has(key))
    .map((key) => `${key} ${tags.get(key)}`);
  return `${quote(asked)} belongs to others (${owners.join(", ")}): change it there, or have it released there first.`;
}
