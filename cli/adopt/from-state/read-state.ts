import { readFileSync } from "node:fs";
import { quote } from "../../../wording/quote.ts";
import { CommandError } from "../../errors/command-error.ts";
import { pulumiResources } from "./pulumi-state.ts";
import { isObject, type StateResource, textOf } from "./state-resource.ts";
import { terraformResources } from "./terraform-state.ts";

/**
 * The resources of identity domains in a state: what `pulumi stack export` prints (version 3), or a state file of Terraform
 * (version 4). Only their ids and addresses are kept; no value of the state is part of a message.
 *
 * @throws CommandError if the file is none of both
 */
export function readState(file: string): StateResource[] {
  const state = parsed(file);
  const version = isObject(state) ? state.version : undefined;
  if (isObject(state) && isObject(state.deployment)) {
    if (version === 3) return pulumiResources(state.deployment);
    throw refused(file, `a Pulumi state of version ${shown(version)}, but version 3 is expected`);
  }
  if (isObject(state) && Array.isArray(state.resources) && textOf(state, "terraform_version") !== undefined) {
    if (version === 4) return terraformResources(state.resources);
    throw refused(file, `a Terraform state of version ${shown(version)}, but version 4 is expected`);
  }
  throw refused(file, "neither a Pulumi nor a Terraform state");
}

function parsed(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(`${quote(file)} cannot be read (${code}).`);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the file, which may contain secrets.
    throw refused(file, "not JSON");
  }
}

function shown(version: unknown): string {
  return typeof version === "number" ? String(version) : "unknown";
}

function refused(file: string, what: string): CommandError {
  const ways = "`pulumi stack export --file <file>` or `terraform state pull > <file>` writes one";
  return new CommandError(`${quote(file)} is ${what}: ${ways}.`);
}
