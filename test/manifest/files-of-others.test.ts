import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTeams } from "../../manifest/load-teams.ts";
import { filesIn } from "../../manifest/yaml/files.ts";
import { folderWith, messageOf } from "./world.ts";

const manifest = "team: payments\nowner: payments@example.com\nclients: []\n";
const secret = "aws_secret: 0123456789abcdef\n";
const outside = "teams/evil.yaml  is not in the project, or a link that leads out of it: put the file itself there.";

/** A project beside a folder with a secret. */
function project(): { readonly root: string; readonly messageOf: () => string } {
  const folder = folderWith({ "secret/one": secret, "project/teams/good.yaml": manifest });
  const root = join(folder, "project");
  return { root, messageOf: () => messageOf(() => loadTeams("teams", { files: filesIn(root) })) };
}

describe("A manifest that somebody else wrote", () => {
  it("cannot be a link out of the project, whose target is not shown", () => {
    const { root, messageOf: message } = project();
    symlinkSync("../../secret/one", join(root, "teams/evil.yaml"));
    expect(message()).toBe(outside);
  });

  it("cannot lie behind a linked folder", () => {
    const { root } = project();
    symlinkSync("../secret", join(root, "linked"));
    writeFileSync(join(root, "..", "secret", "team.yaml"), secret);
    expect(messageOf(() => loadTeams("linked", { files: filesIn(root) }))).toBe(
      "linked/team.yaml  is not in the project, or a link that leads out of it: put the file itself there.",
    );
  });

  it("cannot name a certificate outside of the project", () => {
    const { root, messageOf: message } = project();
    const client = `  - { name: a, grantTypes: [tls_client_auth], access: [], certificates: [../../secret/one] }\n`;
    writeFileSync(join(root, "teams/good.yaml"), manifest.replace("clients: []\n", `clients:\n${client}`));
    expect(message()).toBe(
      "teams/good.yaml:4:74  clients[0].certificates[0]: ../secret/one is not in the project, or a link that leads out of it: put the file itself there.",
    );
  });

  it("may be a link within the project", () => {
    const { root } = project();
    mkdirSync(join(root, "shared"));
    writeFileSync(join(root, "shared/shop.yaml"), manifest.replaceAll("payments", "shop"));
    symlinkSync("../shared/shop.yaml", join(root, "teams/shop.yaml"));
    expect(loadTeams("teams", { files: filesIn(root) }).map(({ team }) => team)).toEqual(["payments", "shop"]);
  });

  it.skipIf(process.platform === "win32")("cannot be a pipe", () => {
    const { root, messageOf: message } = project();
    execFileSync("mkfifo", [join(root, "teams/evil.yaml")]);
    expect(message()).toBe("teams/evil.yaml  is not a regular file.");
  });

  it("cannot be a device", () => {
    const { root, messageOf: message } = project();
    symlinkSync("/dev/zero", join(root, "teams/evil.yaml"));
    expect(message()).toBe(outside);
  });

  it("cannot be larger than 1 MiB", () => {
    const { root, messageOf: message } = project();
    writeFileSync(join(root, "teams/evil.yaml"), `${manifest}# ${"x".repeat(1_048_576)}\n`);
    expect(message()).toBe("teams/evil.yaml  is larger than 1 MiB, the limit for a file.");
  });

  it("is read to its end however many unknown keys it has, each of which is reported", () => {
    const { root, messageOf: message } = project();
    const keys = Array.from({ length: 5_000 }, (_, index) => `k${index}: 1\n`).join("");
    writeFileSync(join(root, "teams/evil.yaml"), manifest.replace("payments", "shop") + keys);
    expect(message().split("\n")).toHaveLength(5_000);
  });

  it("shows the first byte that cannot be decoded behind many replacement characters", () => {
    const { root, messageOf: message } = project();
    const bytes = Buffer.concat([Buffer.from("# \uFFFD\n".repeat(50_000)), Buffer.from([0x23, 0x20, 0xff, 0x0a])]);
    writeFileSync(join(root, "teams/evil.yaml"), bytes);
    expect(message()).toBe(
      "teams/evil.yaml:50001:3  is not UTF-8: the byte at offset 300002 cannot be decoded. Save the file as UTF-8.",
    );
  });
});
