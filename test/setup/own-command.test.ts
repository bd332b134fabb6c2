import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { missingProject } from "../../setup/own-command.mjs";

it("says of a folder without a project how to get one, for every command that needs one", () => {
  const folder = mkdtempSync(join(tmpdir(), "no-project-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const deep = join(folder, "project", "deep");
  mkdirSync(deep, { recursive: true });

  for (const args of [["check"], ["pulumi", "up"], ["doctor"]])
    expect(missingProject(args, folder)).toBe(
      `${folder} has no project of idcs-apps: neither Pulumi.yaml nor teams/. \`npx idcs-apps init\` writes one; or run the command in the folder of one.`,
    );
  for (const args of [[], ["--version"], ["init"], ["local-domain", "stop"], ["check", "--help"], ["help", "check"]])
    expect(missingProject(args, folder)).toBeUndefined();

  writeFileSync(join(folder, "project", "Pulumi.yaml"), "");
  expect(missingProject(["check"], join(folder, "project"))).toBeUndefined();
  expect(missingProject(["check"], deep)).toContain(
    `The project is in ${join(folder, "project")}: run the command there.`,
  );
  mkdirSync(join(deep, "teams"));
  expect(missingProject(["check"], deep)).toBeUndefined();
});
