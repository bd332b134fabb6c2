import { type ReadStacks, readStacks, type StackOptions } from "../../manifest/load-stack.ts";
import { type Files, filesIn } from "../../manifest/yaml/files.ts";
import { stackConfiguration } from "./stack-configuration.ts";

/**
 * Reads the files of a project for any number of stacks of one environment: once for each different set of services that a stack's
 * configuration adds.
 *
 * @param folder the project's folder
 * @param project the name of the Pulumi project
 * @param files the project's files. @default those of the folder
 * @returns what is read for a stack
 */
export function stackReader(
  folder: string,
  project: string,
  { files = filesIn(folder), ...judged }: Omit<StackOptions, "services"> & { readonly files?: Files } = {},
): (stack: string) => ReadStacks {
  const read = new Map<string, ReadStacks>();
  return (stack) => {
    const [environment = ""] = stack.split(".");
    const services = stackConfiguration(folder, stack).config[`${project}:services`];
    const key = JSON.stringify([environment, services ?? null]);
    const known = read.get(key) ?? readStacks(environment, { services, files, ...judged }, `Pulumi.${stack}.yaml`);
    read.set(key, known);
    return known;
  };
}
