import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chromiumVersion } from "./chromium.ts";
import { run, withoutPython } from "./installed.ts";

const project = join(import.meta.dirname, "../..");
const document = readFileSync(join(project, "docs/compatibility.md"), "utf8");
const rows = [...document.matchAll(/^\| (\S+) \((PyPI|npm|Go|Maven)\) \| (\S+) \|/gm)].map(
  ([, name = "", from, version]) => ({
    name,
    from,
    version,
  }),
);
const named = (from: string) => rows.filter((row) => row.from === from).map(({ name, version }) => [name, version]);

describe("docs/compatibility.md", () => {
  it("names the npm clients in the versions that are installed", () => {
    const installed = named("npm").map(([name = ""]) => [name, npmVersion(name)]);
    expect(installed.length).toBeGreaterThan(0);
    expect(named("npm")).toEqual(installed);
  });

  it("names the Go clients in the versions that go.mod has", () => {
    const required = ["go/go.mod", "go/oauth2-proxy/go.mod"].flatMap((file) => {
      const modules = readFileSync(join(import.meta.dirname, file), "utf8");
      const tool = /^tool (.*)$/m.exec(modules)?.[1];
      return [...modules.matchAll(/^\t(\S+) v(\S+)( \/\/ indirect)?$/gm)]
        .filter(([, name, , indirect]) => indirect === undefined || name === tool)
        .map(([, name, version]) => [name, version]);
    });
    expect(required.length).toBeGreaterThan(0);
    expect(named("Go")).toEqual(required);
  });

  it("names the Maven clients in the versions that are fetched", () => {
    const java = join(import.meta.dirname, "java");
    const jars = readFileSync(join(java, "jars.txt"), "utf8");
    const required = readFileSync(join(java, "pom.xml"), "utf8").matchAll(
      /<groupId>(.*)<\/groupId>\s*<artifactId>(.*)<\/artifactId>\s*<version>(.*)<\/version>\s*<\/dependency>/g,
    );
    const versions = new Map<string, string>();
    for (const [, group = "", artifact = "", version = ""] of required) {
      versions.set(`${group}:${artifact}`, version);
      expect(jars).toContain(`${group.replaceAll(".", "/")}/${artifact}/${version}/${artifact}-${version}.jar`);
    }
    expect(named("Maven").length).toBeGreaterThan(0);
    expect(named("Maven")).toEqual(named("Maven").map(([name = ""]) => [name, versions.get(name)]));
  });

  it.skipIf(withoutPython)(`names the Python clients in the versions that are installed${withoutPython}`, async () => {
    const { out } = await run("python", ["-m", "pip", "list", "--format=json", "--disable-pip-version-check"]);
    const installed = new Map<string, string>(
      JSON.parse(out).map(({ name, version }: { name: string; version: string }) => [name, version]),
    );
    expect(named("PyPI").length).toBeGreaterThan(0);
    expect(named("PyPI")).toEqual(named("PyPI").map(([name = ""]) => [name, installed.get(name)]));
  });
});

function npmVersion(name: string): string {
  if (name === "@sparticuz/chromium") return chromiumVersion;
  return JSON.parse(readFileSync(join(project, "node_modules", name, "package.json"), "utf8")).version;
}
