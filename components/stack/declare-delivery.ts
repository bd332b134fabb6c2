import * as pulumi from "@pulumi/pulumi";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { DeliverManifest } from "../../manifest/keys-and-defaults/deliver.ts";
import { openMembers } from "../../naming/delivered-document.ts";
import { ownershipTags, secretDeliveries } from "../../naming/ownership-tags.ts";
import { deliverySuffix } from "../../naming/resource-names.ts";
import type { DeliveryOutputs } from "../../naming/stack-outputs.ts";
import type { ResolvedClient } from "../look-up/resolve-names.ts";
import type { SecretDelivery } from "../parts/ownership.ts";
import type { SecretTags } from "../parts/secret-tags.ts";
import { VaultDelivery } from "../vault-delivery.ts";
import type { ProgramClientOutputs } from "./client-outputs.ts";
import type { DeclaredClient } from "./declared-client.ts";
import { formerNames } from "./former-names.ts";
import type { ClientsParent } from "./team.ts";

/** Where a client is delivered to; absent if nowhere: a public client has no secret. */
export function deliveryOf({ clientType, deliver }: ClientManifest): DeliverManifest | undefined {
  return deliver === "none" || clientType === "public" ? undefined : deliver;
}

/** What the tags of a client's application say about its delivery; absent if there is none. */
export function secretDeliveryOf(client: ClientManifest): SecretDelivery | undefined {
  const deliver = deliveryOf(client);
  if (deliver === undefined) return undefined;
  return deliver.keepSecretInState ? secretDeliveries.vault : secretDeliveries.vaultOnly;
}

/** Whether a client has a secret that the outputs may show. */
export function hasSecretInState(client: ClientManifest): boolean {
  return client.clientType !== "public" && secretDeliveryOf(client) !== secretDeliveries.vaultOnly;
}

/**
 * Declares the delivery of a client, if its manifest or its environment asks for one. It depends on the application, and on its roles
 * in the domain itself, without which it gets no token.
 *
 * @param shown the application of which the outputs show the client ID
 * @param secret which secret that one has
 */
export function declareDelivery(
  name: string,
  { client }: ResolvedClient,
  shown: DeclaredClient,
  secret: SecretTags,
  outputs: ProgramClientOutputs,
  team: ClientsParent,
): { readonly delivery?: DeliveryOutputs<pulumi.Output<string>> } {
  const deliver = deliveryOf(client);
  if (deliver === undefined) return {};
  const { identityDomainUrl } = team;
  const document = openMembers(name, outputs, pulumi.output(identityDomainUrl));
  const { vaultSecret, sha256 } = new VaultDelivery(
    `${name}${deliverySuffix}`,
    {
      identityDomainUrl,
      applicationId: shown.application.applicationId,
      document: pulumi.output(document),
      place: deliver.vault,
      secretTags: tagsOf(secret),
      retired: client.state === "retired" || !client.active,
    },
    { parent: team.component, aliases: formerNames(client, team, deliverySuffix), dependsOn: [...shown.domainRoles] },
  );
  return { delivery: { vaultSecret, sha256 } };
}

function tagsOf({ secretVersion, secretSince, rotation }: SecretTags): string[] {
  const values = {
    [ownershipTags.secretVersion]: secretVersion,
    [ownershipTags.secretSince]: secretSince,
    [ownershipTags.rotationSecret]: rotation?.[ownershipTags.rotationSecret],
  };
  return Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
}
