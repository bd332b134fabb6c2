import { ownershipTags } from "../../naming/ownership-tags.ts";
import { ownershipOf, tagFilter } from "../requests/ownership.ts";
import type { Twin } from "../requests/resource-requests.ts";
import type { Values } from "../values/property-values.ts";
import { anyOf, explainConflict, isSameName } from "./explain-conflict.ts";
import type { ResourceType } from "./resource-type.ts";

/**
 * A certificate with which clients authenticate. Every change replaces it: the API has no PUT for certificates.
 *
 * The API does not show the tags of certificates, but it can filter by them.
 */
export const domainsOauthClientCertificate: ResourceType = {
  token: "oci:Identity/domainsOauthClientCertificate:DomainsOauthClientCertificate",
  collection: "OAuthClientCertificates",
  secrets: ["keyStorePassword", "authorization"],
  notShown: ["keyStoreId", "keyStorePassword", "tags"],
  twinOf: certificateWithTheSameTags,
  sameAs: (inputs) => ({
    query: { filter: aliasFilter(inputs) },
    isSame: (found) => hasAliasOf(found, inputs) && found.x509Base64Certificate === inputs.x509base64certificate,
  }),
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
};

/** Several certificates may have the same alias: only the tags of this resource identify its own. */
function certificateWithTheSameTags(inputs: Values): Twin | undefined {
  const ownership = ownershipOf(inputs);
  if (ownership === undefined) return undefined;
  const { managedBy, stack, urn } = ownership;
  const tags = [
    tagFilter(ownershipTags.managedBy, managedBy),
    tagFilter(ownershipTags.stack, stack),
    tagFilter(ownershipTags.urn, urn),
  ];
  return {
    query: { filter: [aliasFilter(inputs), ...tags].join(" and ") },
    isTwin: (found) => hasAliasOf(found, inputs),
  };
}

function aliasFilter({ certificateAlias }: Values): string {
  return anyOf({ certificateAlias });
}

function hasAliasOf(found: Values, { certificateAlias }: Values): boolean {
  return isSameName(found.certificateAlias, certificateAlias);
}
