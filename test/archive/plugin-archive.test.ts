import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gte } from "semver";
import { extract } from "tar";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { archiveVersion } from "../../archive/archive-version.ts";
import { platforms, writeArchives } from "../../archive/write-archives.ts";
import { createWorld, outputOf, type World } from "../stack/world.ts";

const own = platforms.find(({ node }) => node === `${process.platform}-${process.arch}`);
const needsNode = platforms.find(({ node }) => node === undefined);
const unpackable =
  own === undefined ? ` (skipped: no archive holds a Node for ${process.platform}-${process.arch})` : "";
const example = resolve(import.meta.dirname, "..", "..", "examples", "both-plugins");
const { version: official } = createRequire(import.meta.url)("@pulumi/oci/package.json") as { version: string };

describe.skipIf(unpackable)(`the archives of the plugin${unpackable}`, () => {
  let folder: string;
  let names: string[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "idcs-apps-archives-"));
    names = await writeArchives(
      folder,
      [own, needsNode].flatMap((one) => one ?? []),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const unpacked = async (name = ""): Promise<string> => {
    const into = mkdtempSync(join(folder, "unpacked-"));
    await extract({ file: join(folder, name), cwd: into });
    return into;
  };
  /** What a plugin says until its standard input ends, which is at once. */
  const startedIn = (plugin: string, env: NodeJS.ProcessEnv) =>
    spawnSync(join(plugin, "pulumi-resource-oci"), { input: "", env, encoding: "utf8", timeout: 60_000 });

  it("are listed in SHA256SUMS, which sha256sum accepts", () => {
    const checked = spawnSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: folder, encoding: "utf8" });
    expect(checked.stdout).toBe(names.map((name) => `${name}: OK\n`).join(""));
    expect(names).toContain(`pulumi-resource-oci-v${archiveVersion()}-${own?.name}.tar.gz`);
  });

  it("for Linux hold one file, which says its port without a Node on the machine", async () => {
    const plugin = await unpacked(names[0]);
    expect(readdirSync(plugin)).toEqual(["pulumi-resource-oci"]);
    const { stdout, stderr } = startedIn(plugin, { PATH: "/nowhere" });
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^\d+\n$/), stderr: "" });
  });

  it("for macOS hold the plugin without what it imports beside it, and a launcher that finds the machine's Node", async () => {
    const plugin = await unpacked(names[1]);
    expect(readdirSync(plugin).toSorted()).toEqual(["plugin.cjs", "pulumi-resource-oci"]);
    const { stdout, stderr } = startedIn(plugin, { PATH: process.env.PATH, HOME: folder });
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^\d+\n$/), stderr: "" });
  });

  it("have the version that the example asks for", () => {
    for (const file of ["index.ts", "README.md"])
      expect(readFileSync(join(example, file), "utf8")).toContain(archiveVersion());
  });

  const engine = spawnSync("pulumi", ["version"], { encoding: "utf8" }).stdout?.trim() ?? "";
  const without = engine === "" ? " (skipped: there is no pulumi on PATH)" : "";
  describe.skipIf(without)(`installed by pulumi plugin install${without}`, () => {
    let world: World;
    let record: string;
    beforeAll(async () => {
      world = await createWorld({});
      record = join(world.folder, "asked");
      const standIn = join(world.folder, "stand-in");
      mkdirSync(standIn);
      const file = join(standIn, "pulumi-resource-oci");
      const plugin = join(import.meta.dirname, "recording-plugin.ts");
      const node = `"${process.execPath}" --disable-warning=ExperimentalWarning`;
      writeFileSync(file, `#!/bin/sh\nexec ${node} "${plugin}" "${record}" ${official}\n`);
      chmodSync(file, 0o755);
      const install = ["plugin", "install", "resource", "oci"];
      outputOf(await world.pulumi(...install, archiveVersion(), "--file", join(folder, names[0] ?? "")));
      outputOf(await world.pulumi(...install, official, "--file", standIn));
      cpSync(example, join(world.folder, "project", "both-plugins"), { recursive: true });
    });
    afterAll(() => world?.close());

    const credentials = (): NodeJS.ProcessEnv => ({ OCI_CONFIG_FILE: join(world.domain.dataFolder, "oci-config") });
    const pulumi = async (...args: string[]): Promise<string> =>
      outputOf(await world.pulumiWith(credentials(), ...args, "-C", "both-plugins"));
    const asked = (): string[] => readFileSync(record, "utf8").trimEnd().split("\n");

    it("it serves what asks for its version, and the official plugin everything else", async () => {
      outputOf(await world.pulumiWith({ PULUMI_STACK: undefined }, "stack", "init", "dev", "-C", "both-plugins"));
      await pulumi("config", "set", "identityDomainUrl", world.domain.url);
      await pulumi("config", "set", "compartmentId", "ocid1.compartment.oc1..local");
      await pulumi("up", "--yes", "--skip-preview");
      const outputs = JSON.parse(await pulumi("stack", "output", "--json"));
      expect(outputs).toMatchObject({ bucketName: "reports", clientSecret: "[secret]" });
      expect(asked()).toEqual(["create oci:ObjectStorage/bucket:Bucket"]);
      expect(world.domain.requests.map(({ method, path }) => `${method} ${path}`)).toContain("POST /admin/v1/Apps");

      await pulumi("destroy", "--yes", "--skip-preview");
      expect(asked()).toEqual(["create oci:ObjectStorage/bucket:Bucket", "delete oci:ObjectStorage/bucket:Bucket"]);
    });

    const old = gte(engine, "3.257.0") ? "" : ` (skipped: it needs engine 3.257.0, and ${engine} is on PATH)`;
    it.skipIf(old)(`pulumi do finds it by its version, and the profile by Oracle's library${old}`, async () => {
      const token = ["oci:Identity:DomainsApp", "list", "--display-name", "OICINST_finance"];
      const where = ["--package", `oci@${archiveVersion()}`, "--idcs-endpoint", world.domain.url];
      const said = outputOf(await world.pulumiWith(credentials(), "do", ...token, ...where));
      expect(JSON.parse(said)).toMatchObject([{ name: "OICINST_finance" }]);
    });
  });
});
