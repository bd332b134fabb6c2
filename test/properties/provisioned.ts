import { generateKeyPairSync } from "node:crypto";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { resolveNames } from "../../components/look-up/resolve-names.ts";
import { declareStack } from "../../components/stack/declare-stack.ts";
import { chooseSigningKey } from "../../identity-domain/credentials/choose-credentials.ts";
import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import type { JsonObject } from "../../identity-domain/json.ts";
import { createLocalDomain } from "../../local/domain.ts";
import { clientsIn, resourceApplicationsIn } from "../../manifest/keys-and-defaults/in-environment.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { builtInServices } from "../../manifest/oracle/services.ts";
import { filesOf } from "../../manifest/yaml/files.ts";
import { ManifestError } from "../../manifest/yaml/problem.ts";
import { resourceShape } from "../../provider/property-table/property-table.ts";
import { toDomainJson } from "../../provider/values/domain-json.ts";
import type { Values } from "../../provider/values/property-values.ts";
import { allRegistered, registered, startRecording } from "../components/recorder.ts";

const identityDomainUrl = "http://127.0.0.1:19091";
const { privateKey, publicKey: administratorPublicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const configuration = { tenancyOcid: "ocid1.tenancy.oc1..local", userOcid: "ocid1.user.oc1..localadmin", privateKey };
const local = await createLocalDomain({ url: identityDomainUrl, administratorPublicKey, domainType: "none" });
const domain = new IdentityDomain(identityDomainUrl, await chooseSigningKey(configuration, {}), {
  fetch: (input, init) => local.fetch(new Request(input, init)),
  identityDomainType: "premium",
  retry: { retries: 0 },
});

/**
 * Checks a manifest and sends what it accepted to a local domain, in the bodies of the components and the plugin; afterwards
 * the domain is as it was before.
 *
 * @returns whether `check` accepts it, and the domain's refusal of what it accepted
 */
export async function provisioned(manifest: unknown): Promise<{ accepted: boolean; refusal?: string }> {
  const teams = teamsOf(manifest);
  if (teams === undefined) return { accepted: false };
  const services = builtInServices;
  const parts = teams.map((team) => ({
    team: team.team,
    owner: team.owner,
    clients: clientsIn(team, "dev"),
    resourceApplications: resourceApplicationsIn(team, "dev"),
  }));
  startRecording(() => ({ users: [], groups: [], totalResults: 0 }));
  const wanted = {
    clients: parts.flatMap(({ clients }) => clients),
    resourceApplications: parts.flatMap(({ resourceApplications }) => resourceApplications),
    services,
  };
  const resolved = await resolveNames(wanted, new DomainLookUp(identityDomainUrl), "dev");
  declareStack({ identityDomainUrl, environmentName: "dev", services, teams: parts, resolved });
  await allRegistered();
  const created: string[] = [];
  try {
    const ids = new Map<string, string>();
    for (const { type, name, inputs } of [...registered]) {
      const shape = resourceShape(type);
      const collection = type.endsWith(":DomainsApp")
        ? "Apps"
        : type.endsWith(":DomainsAppRole")
          ? "AppRoles"
          : undefined;
      if (shape === undefined || collection === undefined) continue;
      const body = toDomainJson(shape, withIds(inputs, ids) as Values) as JsonObject;
      const { id } = await domain.create(collection, body);
      ids.set(`${name}-id`, id);
      if (collection === "Apps") created.push(id);
    }
    return { accepted: true };
  } catch (error) {
    return { accepted: true, refusal: (error as Error).message };
  } finally {
    for (const id of created) {
      await domain.changeStatus(id, false);
      await domain.remove("Apps", id);
    }
  }
}

function teamsOf(manifest: unknown) {
  try {
    return loadTeams("teams", {
      files: filesOf({ "teams/payments.yaml": JSON.stringify(manifest) }),
      environments: ["dev"],
    });
  } catch (error) {
    if (error instanceof ManifestError) return undefined;
    throw error;
  }
}

/** The inputs with the domain's ids instead of those of the recording engine. */
function withIds(inputs: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof inputs === "string") return ids.get(inputs) ?? inputs;
  if (Array.isArray(inputs)) return inputs.map((one) => withIds(one, ids));
  if (typeof inputs !== "object" || inputs === null) return inputs;
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, withIds(value, ids)]));
}
