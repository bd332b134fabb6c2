import { ownershipTags } from "../../naming/ownership-tags.ts";
import { ownershipOf, tagFilter } from "../requests/ownership.ts";
import type { Twin } from "../requests/resource-requests.ts";
import type { Value, Values } from "../values/property-values.ts";
import { anyOf, explainConflict, isSameName } from "./explain-conflict.ts";
import type { ResourceType } from "./resource-type.ts";

/**
 * A certificate with which clients authenticate. Every change replaces it: the API has no PUT for certificates.
 *
 * The API does not show the tags of certificates, but it can filter by them. One that the domain has already, with the same alias and
 * content and without an owner, is taken over: the alias is the `kid` of what clients sign.
 */
export const domainsOauthClientCertificate: ResourceType = {
  token: "oci:Identity/domainsOauthClientCertificate:DomainsOauthClientCertificate",
  collection: "OAuthClientCertificates",
  nameProperty: "certificateAlias",
  secrets: ["keyStorePassword", "authorization"],
  notShown: ["keyStoreId", "keyStorePassword", "tags"],
  keyOf: ({ certificateAlias }) => String(certificateAlias).toLowerCase(),
  twinOf: certificateWithTheSameTags,
  sameAs: (inputs) => ({
    query: { filter: aliasFilter(inputs) },
    isSame: (found) => hasAliasOf(found, inputs) && hasContentOf(found, inputs),
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

/**
 * Several certificates may have the same alias: only the tags of this resource identify its own. One without an owner is the same if
 * its content is.
 */
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
    unowned: {
      query: { filter: `${aliasFilter(inputs)} and not (tags[key eq "${ownershipTags.managedBy}"])` },
      isTwin: (found) => hasContentOf(found, inputs),
    },
  };
}

/** The base64 of a certificate, without line breaks and the lines of PEM. */
function contentOf(certificate: Value | undefined): string {
  return String(certificate).replaceAll(/-----[A-Z ]+-----|\s/g, "");
}

function hasContentOf(found: Values, inputs: Values): boolean {
  return contentOf(found.x509Base64Certificate) === contentOf(inputs.x509base64certificate);
}

function hasAliasOf(found: Values, { certificateAlias }: Values): boolean {
  return isSameName(found.certificateAlias, certificateAlias);
}

function aliasFilter({ certificateAlias }: Values): string {
  return anyOf({ certificateAlias });
}
