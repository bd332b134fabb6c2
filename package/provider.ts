import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import type { Provider } from "@pulumi/pulumi/provider/provider.js";
import { notFound } from "../wording/nearest.ts";
import { constructors } from "./constructors.ts";

/** The package's name: the first part of its type tokens. */
export const packageName = "idcs-apps";

/** The part of the schema that is read here. */
interface PackageSchema {
  readonly version: string;
  readonly resources: Readonly<Record<string, { readonly properties: Readonly<Record<string, unknown>> }>>;
}

/** The plugin of the component package: it serves `schema.json`, and declares the components. */
export function componentProvider(): Provider {
  const schema = readFileSync(join(import.meta.dirname, "schema.json"), "utf8");
  const { version, resources } = JSON.parse(schema) as PackageSchema;
  return {
    version,
    schema,
    async construct(name, type, args, options) {
      const construct = constructors[type.split(":")[2] ?? ""];
      const outputs = resources[type]?.properties;
      if (construct === undefined || outputs === undefined)
        throw new Error(notFound(type, "a component of this package", Object.keys(resources)));
      const component = await construct(name, args, options);
      const state = Object.keys(outputs).map((key) => [key, (component as unknown as pulumi.Inputs)[key]]);
      return { urn: component.urn, state: Object.fromEntries(state) };
    },
  };
}
