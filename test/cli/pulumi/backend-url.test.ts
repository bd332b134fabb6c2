import { homedir } from "node:os";
import { describe, expect, it } from "vitest";
import { absoluteBackend } from "../../../cli/pulumi/backend-url.ts";

describe("absoluteBackend", () => {
  it.each([
    ["file://./.state", "file:///project/.state"],
    ["file://./.state?no_tmp_dir=true", "file:///project/.state?no_tmp_dir=true"],
    ["file:///var/states", "file:///var/states"],
    ["file://~/states", `file://${homedir()}/states`],
    ["s3://states?region=us-ashburn-1", "s3://states?region=us-ashburn-1"],
    ["", ""],
  ])("takes %j relative to the project, whatever folder Pulumi runs in", (url, absolute) => {
    expect(absoluteBackend(url, "/project")).toBe(absolute);
  });
});
