import { ownershipTags } from "../../../naming/ownership-tags.ts";
import { quote } from "../../../wording/quote.ts";
import { kindOf } from "../declared-resources.ts";
import { type Deviation, member } from "../deviation.ts";
import { type Context, resourceOf } from "./change.ts";
import { keyOfGrant } from "./grant.ts";
import { keyOfAttribute } from "./keys-of-attributes.ts";
import type { Subject } from "./subject.ts";

const putRight = "`pulumi up --refresh` puts it right";

/** The key of an entry that expresses a deviation; otherwise what else can be done about it. */
export function keyOrWayOut(
  subject: Subject,
  deviation: Deviation,
  context: Context,
): { key: string } | { wayOut: string } {
  const { kind, grant, ended, elsewhere } = deviation;
  if (elsewhere !== undefined) return { wayOut: "move its state to this stack, or accept it in that one" };
  if (ended !== undefined) return { key: "assign" };
  if (grant !== undefined && !context.rights) return { wayOut: "--rights accepts it" };
  if (kind === "secret") return { wayOut: "`pulumi up --refresh` publishes the secret that the domain has" };
  if (kind === "certificate") return { wayOut: certificateWayOut };
  if (grant !== undefined || kind === "role-revoked" || kind === "unassigned")
    return keyOfGrant(subject, deviation, context);
  return keyOfResource(subject, deviation, context);
}

const certificateWayOut =
  "put the new certificate's file next to the manifest and name it in `certificates`; otherwise `pulumi up --refresh` puts back the one of the manifest";

function keyOfResource(subject: Subject, deviation: Deviation, context: Context): { key: string } | { wayOut: string } {
  const { attribute, kind } = deviation;
  const resource = resourceOf(deviation, context);
  switch (resource && kindOf(resource)) {
    case "DomainsAppRole":
      return { key: subject.place.list === "clients" ? "api" : "roles" };
    case "DomainsApp":
      break;
    default:
      return { wayOut: putRight };
  }
  if (kind === "deleted")
    return {
      wayOut:
        "`pulumi up --refresh` creates it again, with another client secret; to give it up, remove its entry from the manifest",
    };
  if (attribute === undefined) return { wayOut: "`pulumi up --refresh` puts the ownership tags back" };
  if (attribute === "certificates") return { wayOut: certificateWayOut };
  const key = keyOfAttribute(subject.place.list, attribute);
  if (key === undefined) return { wayOut: `no key of a manifest expresses it; ${putRight}` };
  const tag = attribute === "tags" ? ownershipTagIn(deviation.words) : undefined;
  return tag === undefined ? { key } : { wayOut: ownershipWayOut(tag, member(resource?.inputs, "tags")) };
}

/** The ownership tag that the words are about: `tag "owner": …`. */
function ownershipTagIn(words: string): string | undefined {
  return Object.values(ownershipTags).find((tag) => words.startsWith(`tag ${quote(tag)}`));
}

/** A tag with the number of a secret decides whether the next `up` regenerates the secret: that must not be the advice. */
function ownershipWayOut(tag: string, declared: unknown): string {
  const isOfSecret = /^(secret|rotation)-/.test(tag);
  if (!isOfSecret) return "it says whose the application is; `pulumi up --refresh` puts it back";
  const own = (Array.isArray(declared) ? declared : []).find((one) => member(one, "key") === tag);
  const value = own === undefined ? "remove it" : `set it to ${quote(member(own, "value"))}`;
  return `${value} in the console: \`pulumi up --refresh\` would regenerate the client secret`;
}
