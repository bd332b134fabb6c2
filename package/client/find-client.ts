import * as pulumi from "@pulumi/pulumi";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { type Resolved, resolveNames } from "../../components/look-up/resolve-names.ts";
import type { TeamPart } from "../../manifest/load-stack.ts";
import type { Services } from "../../manifest/oracle/services.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import type { ClientArgs } from "../args.generated.ts";
import { lookUpOptions, refusedNames } from "../look-up.ts";
import { componentName, problemText, valuesOf } from "../values.ts";
import { clientManifest, findingOfArgument } from "./client-manifest.ts";

/** A client with everything that it names, found in the identity domain. */
export interface FoundClient {
  readonly identityDomainUrl: string;
  readonly team: TeamPart;
  readonly resolved: Resolved;
  readonly services: Services;
}

/**
 * Checks the arguments of a client as those of a manifest are checked, and finds what they name in the identity domain. Nothing is
 * declared.
 *
 * @param name the name of the resource
 * @param options of the resource: the look-ups use its provider of the package `oci`
 * @throws pulumi.InputPropertiesError with all problems, each at its argument
 * @throws LookUpError if the plugin or the domain refuses
 */
export async function findClient(
  name: string,
  args: ClientArgs,
  options: pulumi.ComponentResourceOptions,
): Promise<FoundClient> {
  const component = componentName("Client", name);
  const services = new pulumi.Config("idcs-apps").getObject("services");
  const stack = clientManifest(component, name, await valuesOf(component, args), services);
  const { identityDomainUrl, environmentName, teams } = stack;
  const [team] = teams;
  if (team === undefined) throw new TypeError(`${component}: the manifest has no team`);
  const lookUp = new DomainLookUp(identityDomainUrl, lookUpOptions(options));
  const resolved = await resolveNames(stack, lookUp, environmentName).catch(refusedNames(component, findingOfArgument));
  const say = (log: typeof pulumi.log.warn) => (finding: Finding) =>
    log(problemText(component, findingOfArgument(finding)));
  await Promise.all([...stack.warnings, ...resolved.warnings].map(say(pulumi.log.warn)));
  await Promise.all(resolved.information.map(say(pulumi.log.info)));
  return { identityDomainUrl, team, resolved, services: stack.services };
}
