import { describe, expect, it } from "vitest";
import { isForLocalStack, namesLocalStack, withLocalPassphrase } from "../../setup/local-stack.mjs";

// A PATH without pulumi: no stack is selected.
const env = { PATH: "" };

describe("the local stack's passphrase", () => {
  it.each([
    [["up", "--stack", "prod"], {}],
    [["up", "-s", "prod"], {}],
    [["up", "--stack=prod"], {}],
    [["stack", "init", "prod"], {}],
    [["config", "set", "dev", "--stack", "prod"], {}],
    [["up"], { PULUMI_STACK: "prod" }],
    [["up"], {}],
  ])("is not for `pulumi %s`", async (args, more) => {
    expect(await isForLocalStack(args, { ...env, ...more })).toBe(false);
  });

  it.each([
    [["destroy", "--yes", "--stack", "dev"], {}],
    [["up", "-s", "dev"], {}],
    [["up", "--stack=dev"], {}],
    [["stack", "select", "--create", "dev"], {}],
    [["up"], { PULUMI_STACK: "dev" }],
  ])("is for `pulumi %s`", async (args, more) => {
    expect(await isForLocalStack(args, { ...env, ...more })).toBe(true);
  });

  it("is for idcs-apps where it names that stack or none", () => {
    expect(namesLocalStack(["start"])).toBe(true);
    expect(namesLocalStack(["clients", "-s", "dev"])).toBe(true);
    expect(namesLocalStack(["clients", "--stack", "prod"])).toBe(false);
  });

  it("never replaces one that the user has set", () => {
    expect(withLocalPassphrase({ PULUMI_CONFIG_PASSPHRASE: "" })).toEqual({ PULUMI_CONFIG_PASSPHRASE: "" });
    expect(withLocalPassphrase({ PULUMI_CONFIG_PASSPHRASE_FILE: "f" })).toEqual({ PULUMI_CONFIG_PASSPHRASE_FILE: "f" });
    expect(withLocalPassphrase({})).toEqual({ PULUMI_CONFIG_PASSPHRASE: "local" });
  });
});
