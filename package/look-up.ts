import type * as pulumi from "@pulumi/pulumi";
import { LookUpError } from "../components/look-up/look-up-error.ts";
import { UnknownNamesError } from "../components/look-up/named.ts";
import type { Finding } from "../manifest/yaml/problem.ts";
import { type ArgumentProblem, argumentsError } from "./values.ts";

/** Options of look-ups: they use the provider of the package `oci` that the component's children have. */
export function lookUpOptions({ providers }: pulumi.ComponentResourceOptions): pulumi.InvokeOptions {
  const all = Array.isArray(providers) ? undefined : providers;
  return all?.oci === undefined ? {} : { provider: all.oci };
}

/**
 * What a program sees if names are unknown, or the domain refuses a look-up.
 *
 * @throws pulumi.InputPropertiesError, each name at its argument
 */
export function refusedNames(component: string, placed: (finding: Finding) => ArgumentProblem) {
  return (error: unknown): never => {
    if (error instanceof UnknownNamesError) throw argumentsError(component, error.unknown.map(placed));
    if (error instanceof LookUpError) throw new Error(`${component}: ${error.message}`);
    throw error;
  };
}
