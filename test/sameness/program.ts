import { readFileSync } from "node:fs";
import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { Program, Value } from "./declared.ts";

// The program of every stack here: it declares what declared.json says.

const { idcsEndpoint, resources }: { idcsEndpoint: string; resources: Program } = JSON.parse(
  readFileSync("declared.json", "utf8"),
);
const made: Record<string, Record<string, pulumi.Output<unknown>>> = {};

for (const [name, { type, args, options }] of Object.entries(resources)) {
  const Resource = oci.identity[type] as unknown as new (
    name: string,
    args: object,
    options: object,
  ) => Record<string, pulumi.Output<unknown>>;
  made[name] = new Resource(name, { idcsEndpoint, ...(input(args) as object) }, options);
}

function input(value: Value): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(input);
  if ("outputOf" in value) return made[String(value.outputOf)]?.[String(value.member)];
  if ("secret" in value) return pulumi.secret(input(value.secret as Value));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, input(member)]));
}
