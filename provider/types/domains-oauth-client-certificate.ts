import type { StoredResource } from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { managedByValue, ownershipTags } from "../../naming/ownership-tags.ts";
import { quote } from "../../wording/quote.ts";
import { ownershipOf, tagFilter } from "../requests/ownership.ts";
import type { ResourceRequests, Twin } from "../requests/resource-requests.ts";
import { isEmpty, UNKNOWN, type Values } from "../values/property-values.ts";
import { anyOf, explainConflict, isSameName } from "./explain-conflict.ts";
import type { ResourceType, TakenOver } from "./resource-type.ts";

/**
 * A certificate with which clients authenticate. Every change replaces it: the API has no PUT for certificates.
 *
 * The API does not show the tags of certificates, but it can filter by them. A program adopts the one whose OCID it gives.
 */
export const domainsOauthClientCertificate: ResourceType = {
  token: "oci:Identity/domainsOauthClientCertificate:DomainsOauthClientCertificate",
  collection: "OAuthClientCertificates",
  secrets: ["keyStorePassword", "authorization"],
  notShown: ["keyStoreId", "keyStorePassword", "tags"],
  twinOf: certificateWithTheSameTags,
  findSame: findAdopted,
  foretell: foretellAdoption,
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

/**
 * The certificate that a program adopts: the one with the OCID that it gives; undefined if it gives none.
 *
 * @throws Error if there is none, or if it is another certificate than the program says
 * @throws IdentityDomainError `CONFLICT` if another resource of a stack has it
 */
async function findAdopted({ domain, run }: ResourceRequests, inputs: Values): Promise<StoredResource | undefined> {
  const { ocid, certificateAlias: alias } = inputs;
  if (isEmpty(ocid) || ocid === UNKNOWN || alias === UNKNOWN) return undefined;
  const list = (...tags: string[]) =>
    run.lists.all(domain, "OAuthClientCertificates", { filter: [aliasFilter(inputs), ...tags].join(" and ") });
  const found = (await list()).find((one) => one.ocid === ocid);
  if (found === undefined)
    throw new Error(
      `The identity domain ${domain.url} has no certificate ${quote(alias)} with the ocid ${ocid}, which is to be adopted.`,
    );
  if (found.x509Base64Certificate !== inputs.x509base64certificate)
    throw new Error(
      `The certificate ${quote(alias)} (id ${found.id}) of the identity domain is another one than the program declares: it cannot be adopted. Declare the same certificate, or do not adopt it.`,
    );
  const twin = certificateWithTheSameTags(inputs);
  const own = twin === undefined ? [] : await run.lists.all(domain, "OAuthClientCertificates", twin.query);
  const isOwn = own.some(({ id }) => id === found.id);
  const isOwned = (await list(tagFilter(ownershipTags.managedBy, managedByValue))).some(({ id }) => id === found.id);
  if (isOwn || !isOwned) return found;
  throw new IdentityDomainError(
    "CONFLICT",
    [
      `The certificate ${quote(alias)} (id ${found.id}) belongs to another resource of a stack.`,
      "Only one can have it: remove it there first, or use a certificate of its own.",
    ].join("\n"),
  );
}

async function foretellAdoption(requests: ResourceRequests, inputs: Values): Promise<TakenOver | undefined> {
  const found = await findAdopted(requests, inputs);
  if (found === undefined) return undefined;
  const message = `adopts the certificate ${quote(found.certificateAlias)} (id ${found.id}): its alias stays, and nothing changes.`;
  return { id: found.id, message, isChange: false };
}

function aliasFilter({ certificateAlias }: Values): string {
  return anyOf({ certificateAlias });
}

function hasAliasOf(found: Values, { certificateAlias }: Values): boolean {
  return isSameName(found.certificateAlias, certificateAlias);
}
