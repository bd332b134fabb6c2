import type { StoredResource } from "../../../identity-domain/identity-domain.ts";
import type { Services } from "../../../manifest/oracle/services.ts";
import { ownershipTags } from "../../../naming/ownership-tags.ts";
import { clientOf } from "../../adopt/convert/client-of.ts";
import type { Converted } from "../../adopt/convert/converted.ts";
import { resourceApplicationOf } from "../../adopt/convert/resource-application-of.ts";
import { application } from "../../adopt/read/answers.ts";
import type { ReadApplications } from "../../adopt/read/read-applications.ts";
import type { Subject } from "./subject.ts";

const ownKeys: readonly string[] = Object.values(ownershipTags);

/** What is known of the domain beside the application itself. */
export type Known = Pick<ReadApplications, "listed" | "perimeters">;

/** The application of a subject as the entry that would adopt it, without its ownership tags and without rights. */
export function liveEntry(
  { team, name, place }: Subject,
  found: StoredResource,
  known: Known,
  services: Services,
): Converted {
  const read = { ...nothing, ...known };
  const { tags = [], ...app } = application.parse(found);
  const own = { ...app, tags: tags.filter(({ key }) => !ownKeys.includes(key.toLowerCase())) };
  const naming = { team, name: name.slice(team.length + 1) };
  return place.list === "clients" ? clientOf(own, read, naming, services) : resourceApplicationOf(own, read, naming);
}

/** A domain of which nothing was read. */
export const nothing: ReadApplications = {
  applications: [],
  listed: [],
  roles: [],
  grants: [],
  certificates: [],
  ownedCertificates: new Set(),
  users: new Map(),
  groups: new Map(),
  perimeters: new Map(),
};
