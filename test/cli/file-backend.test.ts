import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { mendState, stackFiles } from "../../cli/pulumi/file-backend.ts";

/** A file backend that holds these files, each with its name as its content. */
function backendWith(...files: string[]): string {
  const root = mkdtempSync(join(tmpdir(), "backend-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), JSON.stringify(file));
  }
  return root;
}

const filesOf = (root: string) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();

const complete = [
  ".pulumi/backups/idcs-apps/dev/dev.1764115200000000000.json",
  ".pulumi/history/idcs-apps/dev/dev-1764115200000000000.checkpoint.json",
  ".pulumi/history/idcs-apps/dev/dev-1764115200000000000.history.json",
  ".pulumi/meta.yaml",
  ".pulumi/stacks/idcs-apps/dev.json",
  ".pulumi/stacks/idcs-apps/dev.json.attrs",
  ".pulumi/stacks/idcs-apps/dev.json.bak",
];

const ofOthers = [
  ".pulumi/history/idcs-apps/test/test-1764115200000000000.checkpoint.json.187b5c2f9d1e4a00.tmp",
  ".pulumi/stacks/another/dev.json.187b5c2f9d1e4a00.tmp",
  ".pulumi/stacks/idcs-apps/dev.payments.json.187b5c2f9d1e4a00.tmp",
  ".pulumi/stacks/idcs-apps/test.json.187b5c2f9d1e4a00.tmp",
];

const unfinished = [
  ".pulumi/stacks/idcs-apps/dev.json.187b5c2f9d1e4a00.tmp",
  ".pulumi/stacks/idcs-apps/dev.json.bak.187b5c2f9d1e4a01.tmp",
  ".pulumi/stacks/idcs-apps/dev.json.gz.187b5c2f9d1e4a02.tmp",
  ".pulumi/locks/organization/idcs-apps/dev/9b3a6f0e.json.187b5c2f9d1e4a03.tmp",
  ".pulumi/backups/idcs-apps/dev/dev.1764115200000000000.json.187b5c2f9d1e4a04.tmp",
  ".pulumi/history/idcs-apps/dev/dev-1764115200000000001.checkpoint.json.187b5c2f9d1e4a05.tmp",
];

describe("mendState", () => {
  it("removes every file of the stack that Pulumi had not finished, and no other", () => {
    const root = backendWith(...complete, ...ofOthers, ...unfinished);
    const files = stackFiles(`file://${root}`, "idcs-apps", "dev");
    if (!files) throw new Error("This is the URL of a file backend.");
    const { done, isEarlier } = mendState(files, "dev");
    expect(filesOf(root)).toEqual([...complete, ...ofOthers].sort());
    expect(isEarlier).toBe(false);
    expect(done.toSorted()).toEqual(
      unfinished.map((file) => `Removed ${file.split("/").at(-1)}, which was only partly written.`).sort(),
    );
    expect(mendState(files, "dev")).toEqual({ done: [], isEarlier: false });
  });

  it("does nothing in a backend that holds nothing of the stack", () => {
    const files = stackFiles(`file://${backendWith(...ofOthers)}`, "idcs-apps", "dev");
    if (!files) throw new Error("This is the URL of a file backend.");
    expect(mendState(files, "dev")).toEqual({ done: [], isEarlier: false });
  });
});
