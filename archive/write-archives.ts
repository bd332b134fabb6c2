import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { create } from "tar";
import { archiveVersion } from "./archive-version.ts";
import { bundlePlugin } from "./bundle-plugin.ts";
import { prepareProgram, writeExecutable } from "./executable.ts";

/** A platform in Pulumi's words, and what its archive holds. */
export interface Platform {
  readonly name: string;
  /**
   * The platform in Node's words, whose Node is in the archive. Without it the archive needs a Node on the machine: macOS runs a
   * changed binary only if it is signed again, by a program that only macOS has.
   */
  readonly node?: string;
}

/** The platforms for which there is an archive. */
export const platforms: readonly Platform[] = [
  { name: "linux-amd64", node: "linux-x64" },
  { name: "linux-arm64", node: "linux-arm64" },
  { name: "darwin-amd64" },
  { name: "darwin-arm64" },
];

const launcher = fileURLToPath(new URL("../provider/pulumi-resource-oci", import.meta.url));

/**
 * Writes an archive of the plugin for each platform, and `SHA256SUMS` over them. The same sources give the same bytes.
 *
 * @returns the archives' names: `pulumi-resource-oci-v<version>-<platform>.tar.gz`, as `pulumi plugin install` looks for them
 */
export async function writeArchives(folder: string, wanted: readonly Platform[]): Promise<string[]> {
  const version = archiveVersion();
  const work = await mkdtemp(join(tmpdir(), "idcs-apps-archive-"));
  try {
    await mkdir(folder, { recursive: true });
    const bundle = join(work, "plugin.cjs");
    await bundlePlugin(bundle, version);
    const needsNone = wanted.some(({ node }) => node !== undefined);
    const program = needsNone ? await prepareProgram(bundle, work) : bundle;
    const names: string[] = [];
    for (const { name, node } of wanted) {
      const content = join(work, name);
      await mkdir(content);
      const file = join(content, "pulumi-resource-oci");
      if (node === undefined) {
        await copyFile(launcher, file);
        await chmod(file, 0o755);
        await copyFile(bundle, join(content, "plugin.cjs"));
      } else await writeExecutable(file, node, program);
      const archive = `pulumi-resource-oci-v${version}-${name}.tar.gz`;
      const files = ["pulumi-resource-oci", ...(node === undefined ? ["plugin.cjs"] : [])];
      await create(
        { cwd: content, file: join(folder, archive), gzip: true, portable: true, mtime: new Date(0) },
        files,
      );
      names.push(archive);
    }
    await writeFile(
      join(folder, "SHA256SUMS"),
      (await Promise.all(names.map((name) => checksum(folder, name)))).join(""),
    );
    return names;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A line that `sha256sum --check` reads. */
async function checksum(folder: string, name: string): Promise<string> {
  const digest = createHash("sha256").update(await readFile(join(folder, name)));
  return `${digest.digest("hex")}  ${name}\n`;
}
