import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import type { Files } from "../../manifest/yaml/files.ts";
import { planStack, type StackPlan } from "../../plan/plan-stack.ts";
import { startRun } from "../../provider/requests/run.ts";
import { ResourceOperations } from "../../provider/resource-operations.ts";
import { resourceTypes } from "../../provider/types/resource-types.ts";
import { UNKNOWN } from "../../provider/values/property-values.ts";

/** Files of a project that are not on the disk. */
export function filesOf(contents: Readonly<Record<string, string>>): Files {
  return {
    list: (folder) =>
      Object.keys(contents)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
    read: (path) => {
      const text = contents[path];
      if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: "ENOENT" });
      return new TextEncoder().encode(text);
    },
  };
}

/** Plans a stack of some files in a domain. */
export function plan(
  contents: Readonly<Record<string, string>>,
  domain: IdentityDomain,
  stackName = "dev",
): Promise<StackPlan> {
  return planStack({ stackName, files: filesOf(contents), domains: { at: async () => domain } });
}

/** Creates with the plugin's own operations what a plan finds missing, as often as something was missing: `up` without an engine. */
export async function provision(
  contents: Readonly<Record<string, string>>,
  domain: IdentityDomain,
  interruptedOperationsFolder: string,
  stackName = "dev",
): Promise<StackPlan> {
  const run = startRun({ at: async () => domain }, { interruptedOperationsFolder });
  const operations = new Map(resourceTypes.map((type) => [type.token, new ResourceOperations(type, run)]));
  for (;;) {
    const planned = await plan(contents, domain, stackName);
    const missing = planned.resources.filter(
      ({ found, inputs }) => found === undefined && !JSON.stringify(inputs).includes(UNKNOWN),
    );
    const adopted = planned.resources.filter(({ inputs, changes }) => inputs.ocid !== undefined && changes.length > 0);
    if (missing.length + adopted.length === 0) return planned;
    for (const { type, urn, inputs } of [...missing, ...adopted]) await operations.get(type)?.create(urn, inputs);
  }
}

/** A domain that counts its requests: `list <collection> <filter>` or `read <collection>`; those of look-ups are `look-up …`. */
export function counting(
  domain: IdentityDomain,
  onRequest: (collection: string) => void = () => {},
): { readonly domain: IdentityDomain; readonly requests: string[] } {
  const requests: string[] = [];
  const noted = (words: string, collection: string): void => {
    requests.push(words);
    onRequest(collection);
  };
  const counted = new Proxy(domain, {
    get(target, name) {
      const member = Reflect.get(target, name) as unknown;
      if (typeof member !== "function") return member;
      return (collection: string, ...args: { query?: { filter?: string } }[]) => {
        if (name === "listAll") noted(`list ${collection} ${args[0]?.query?.filter}`, collection);
        else if (name === "list") noted(`look-up ${collection}`, collection);
        else noted(`${String(name)} ${collection}`, collection);
        return member.call(target, collection, ...args) as unknown;
      };
    },
  });
  return { domain: counted, requests };
}
