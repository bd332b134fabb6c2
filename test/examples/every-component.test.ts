import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { examplesFolder } from "./world.ts";

const checkout = resolve(examplesFolder, "..", "..");
const components = join(checkout, "components");

/** The folder of a class: `AppRoleAssignment` → `app-role-assignment`. */
function folderOf(name: string): string {
  return name.replaceAll(/(?<=.)[A-Z]/g, "-$&").toLowerCase();
}

/** The names of the classes in `components/` that declare something. */
async function componentClasses(): Promise<string[]> {
  const files = readdirSync(components, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const modules = await Promise.all(files.map((file): Promise<object> => import(join(components, file))));
  return modules
    .flatMap((module) => Object.entries(module))
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof pulumi.Resource)
    .map(([name]) => name)
    .sort();
}

describe("examples/components", () => {
  it("holds an example for every component, and no other", async () => {
    const classes = await componentClasses();
    expect(classes).toContain("ConfidentialApplication");
    expect(readdirSync(examplesFolder).sort()).toEqual(classes.map(folderOf).sort());
  });

  it("is listed in the README and tried, example by example", () => {
    const tests = ["clients.test.ts", "shared.test.ts"].map((file) => join(import.meta.dirname, file));
    const tried = tests.map((file) => readFileSync(file, "utf8")).join("\n");
    const listed = readFileSync(join(examplesFolder, "..", "README.md"), "utf8");
    for (const example of readdirSync(examplesFolder)) {
      expect(tried).toContain(`(world, "${example}", {`);
      expect(listed).toContain(`components/${example}/`);
    }
  });

  it("is what docs/components.md shows", () => {
    const page = readFileSync(join(checkout, "docs", "components.md"), "utf8");
    const shown = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
    expect(shown).toHaveLength(4);
    const programs = readdirSync(examplesFolder)
      .map((example) => readFileSync(join(examplesFolder, example, "index.ts"), "utf8"))
      .join("\n")
      .replaceAll(/"(?:\.\.\/){3}([\w/-]+)\.ts"/g, '"idcs-apps/$1"');
    for (const code of shown) expect(programs).toContain(code);
  });

  it.each(readdirSync(examplesFolder))("%s is a project like the others", (example) => {
    const text = (name: string) => readFileSync(join(examplesFolder, example, name), "utf8");
    const model = (name: string) => readFileSync(join(examplesFolder, "team", name), "utf8");
    const [name, description = "", ...rest] = text("Pulumi.yaml").split("\n");
    expect(name).toBe(`name: example-${example}`);
    expect(description).toMatch(/^description: \w/);
    expect(rest).toEqual(model("Pulumi.yaml").split("\n").slice(2));
    expect(text("Pulumi.dev.yaml")).toBe(model("Pulumi.dev.yaml"));
    expect(existsSync(join(examplesFolder, example, "index.ts"))).toBe(true);
  });
});
