import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/pulumi/provider/provider.js";
import { notFound } from "../wording/nearest.ts";
import { checkArguments, type KnownArguments } from "./check-arguments.ts";
import { constructors } from "./constructors.ts";
import { componentName } from "./values.ts";

/** The package's name: the first part of its type tokens. */
export const packageName = "idcs-apps";

/** The part of the schema that is read here. */
interface PackageSchema {
  readonly version: string;
  readonly resources: Readonly<Record<string, KnownArguments & { readonly properties: object }>>;
}

/** The plugin of the component package: it serves `schema.json`, and declares the components. */
export function componentProvider(): Provider {
  const schema = readFileSync(join(import.meta.dirname, "schema.json"), "utf8");
  const { version, resources } = JSON.parse(schema) as PackageSchema;
  return {
    version,
    schema,
    async construct(name, type, args, options) {
      const component = type.split(":")[2] ?? "";
      const construct = constructors[component];
      const known = resources[type];
      if (construct === undefined || known === undefined)
        throw new Error(notFound(type, "a component of this package", Object.keys(resources)));
      // Those of a client are checked as those of a manifest are, which knows the console's words too.
      if (component !== "Client") await checkArguments(componentName(component, name), args, known);
      const declared = await construct(name, args, options);
      const outputs = Object.keys(known.properties).map((key) => [key, (declared as unknown as pulumi.Inputs)[key]]);
      return { urn: declared.urn, state: Object.fromEntries(outputs) };
    },
  };
}
