import { ownershipTags } from "../../naming/ownership-tags.ts";
import { ownershipOf, tagFilter } from "../requests/ownership.ts";
import type { Values } from "../values/property-values.ts";
import { anyOf, explainConflict } from "./explain-conflict.ts";
import type { ResourceType, Twin } from "./resource-type.ts";

/**
 * A certificate by which clients prove who they are. Every change replaces it: the API has no PUT for certificates.
 *
 * The API cannot be asked for the tags of certificates, only for those that have a tag.
 */
export const domainsOauthClientCertificate: ResourceType = {
  token: "oci:Identity/domainsOauthClientCertificate:DomainsOauthClientCertificate",
  collection: "OAuthClientCertificates",
  secrets: ["keyStorePassword", "authorization"],
  notShown: ["keyStoreId", "keyStorePassword", "tags"],
  twinOf: certificateWithTheSameTags,
  explainConflict: (domain, inputs, refusal, own) =>
    explainConflict(domain, inputs, refusal, {
      own,
      collection: "OAuthClientCertificates",
      kind: "certificate",
      query: { filter: aliasFilter(inputs) },
      showsTags: false,
      nameOf: ({ certificateAlias }) => ({
        attribute: "certificateAlias",
        shown: `certificateAlias "${certificateAlias}"`,
      }),
    }),
  describe: ({ id, certificateAlias }) => `certificate "${certificateAlias}" (id ${id})`,
  remove: ({ domain, id }) => domain.remove("OAuthClientCertificates", id),
};

/** Several certificates may have one alias: the tags of this very resource tell which of them it is. */
function certificateWithTheSameTags(inputs: Values): Twin | undefined {
  const ownership = ownershipOf(inputs);
  if (ownership === undefined) return undefined;
  const { managedBy, stack, urn } = ownership;
  const tags = [
    tagFilter(ownershipTags.managedBy, managedBy),
    tagFilter(ownershipTags.stack, stack),
    tagFilter(ownershipTags.urn, urn),
  ];
  return { query: { filter: [aliasFilter(inputs), ...tags].join(" and ") }, isTwin: () => true };
}

function aliasFilter({ certificateAlias }: Values): string {
  return anyOf({ certificateAlias });
}
