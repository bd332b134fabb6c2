import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith } from "../manifest/world.ts";

const checkout = resolve(import.meta.dirname, "../..");
const project = {
  "Pulumi.yaml": "name: idcs-apps\n",
  "environments/dev.yaml": "identityDomain: { url: http://127.0.0.1:1 }\n",
  "teams/payments.yaml": "team: payments\nowner: payments@example.com\nclients: []\n",
};

/** What a command says in a project that somebody has to put right. */
function said(files: Readonly<Record<string, string>>, line: string) {
  const folder = folderWith(files);
  const args = ["--disable-warning=ExperimentalWarning", join(checkout, "cli/main.ts"), ...line.split(" ")];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: "/nowhere", HOME: folder },
  });
  return { status, stdout, stderr };
}

describe("an error that its user can put right", () => {
  it.each([
    ["no project", {}, "check", "environments  is not a folder: create it, or name another.\n"],
    [
      "no Pulumi.yaml",
      {},
      "catalog",
      "Pulumi.yaml cannot be read: ENOENT: no such file or directory, open 'Pulumi.yaml'\n",
    ],
    ["no engine", project, "clients", "There is no pulumi on PATH. `npm run idcs-apps -- <command>` installs one.\n"],
    [
      "an unknown stack",
      project,
      "catalog --stack prod",
      'environments  "prod" is not an environment (existing: dev).\n',
    ],
  ] as const)("is one line without a stack: %s", (_, files, line, message) => {
    expect(said(files, line)).toEqual({ status: 1, stdout: "", stderr: message });
  });

  it("is words without a stack if there are no credentials", () => {
    const { status, stdout, stderr } = said(project, "catalog x");
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^Requests to the identity domain cannot be signed:\n/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("is one line for a wrong option, with the nearest one", () => {
    expect(said(project, "catalog --rol x")).toEqual({
      status: 1,
      stdout: "",
      stderr: "error: unknown option '--rol'\n(Did you mean --role?)\n",
    });
  });
});
