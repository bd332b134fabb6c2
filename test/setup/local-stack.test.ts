import { createHash, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startLocalDomain } from "../../local/server.ts";
import { isForLocalStack, withLocalFingerprint, withLocalPassphrase } from "../../setup/local-stack.mjs";
import { createMachine } from "./machine.ts";

// A PATH without pulumi: no stack is selected.
const env = { PATH: "" };

/** An environment in which a Pulumi is on PATH that has this stack selected. */
function selected(stack: string): NodeJS.ProcessEnv {
  const machine = createMachine();
  machine.program(`${machine.bin}/pulumi`, `[ "$*" = "stack --show-name --non-interactive" ] && echo ${stack}`);
  return machine.env;
}

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

  it.each([
    "up",
    "up --yes --skip-preview -m message",
    "preview --diff --target urn:pulumi:dev::idcs-apps::a::b",
    "refresh --clear-pending-creates --yes",
    "destroy -y --remove",
    "stack",
    "stack output clientSecrets --show-secrets",
    "stack export",
    "config",
    "config set --secret oci:privateKey --plaintext=false",
    "stack init dev",
    "stack init --stack dev",
    "up -s=dev",
  ])("is for `pulumi %s` with that stack selected", async (line) => {
    expect(await isForLocalStack(line.split(" "), selected("dev"))).toBe(true);
  });

  it.each([
    // They create a stack, or encrypt one again.
    "stack init",
    "--non-interactive stack init other",
    "-C . stack init other",
    "stack -C . init other",
    "stack --show-secrets init other",
    "stack init -s=other",
    "stack init -sother",
    "stack init --stack=other",
    "stack init other --stack dev",
    "stack init dev --copy-config-from other",
    "stack init dev --secrets-provider passphrase",
    "stack select",
    "stack select --create",
    "stack select -c other",
    "stack change-secrets-provider passphrase",
    "stack rename other",
    "stack import",
    "config cp --dest other",
    "config --json cp --dest other",
    "new typescript",
    "up typescript",
    "up --yes typescript",
    "import type name id",
    "state move --source dev --dest other",
    "convert --from yaml",
    "watch",
    // They are about another stack, project or file.
    "up -sother",
    "up -ysother",
    "up -ys other",
    "up --stack other",
    "up --stack dev --stack other",
    "up --stack other --stack dev",
    "up --message --stack dev -s other",
    "up --stack organization/other/dev",
    "up --stack= dev",
    "up --cwd ../other",
    "up -C../other",
    "up --config-file Pulumi.other.yaml",
    "config set --config-file Pulumi.other.yaml --secret key value",
    "up --remote https://git.example.com/other",
    // They cannot be read for certain.
    "up --an-option --stack dev",
    "up -xs dev",
    "up --stack",
    "up -- --stack dev",
    "",
    "--stack dev",
    "toString",
    "stack constructor",
  ])("is not for `pulumi %s` with that stack selected", async (line) => {
    expect(await isForLocalStack(line.split(" "), selected("dev"))).toBe(false);
  });

  it.each([
    [{ PULUMI_STACK: "other" }, "up"],
    [{ PULUMI_OPTION_STACK: "other" }, "up"],
    [{ PULUMI_OPTION_STACK: "other" }, "up --stack dev"],
    [{ PULUMI_OPTION_CWD: "../other" }, "up --stack dev"],
    [{ PULUMI_STACK: "dev" }, "stack init"],
  ])("is not for a command where the environment says %j: `pulumi %s`", async (more, line) => {
    expect(await isForLocalStack(line.split(" "), { ...selected("dev"), ...more })).toBe(false);
  });

  it("is for the selected stack, whatever PULUMI_STACK is if it is empty", async () => {
    expect(await isForLocalStack(["up"], { ...selected("dev"), PULUMI_STACK: "" })).toBe(true);
    expect(await isForLocalStack(["up"], { ...selected("other"), PULUMI_STACK: "" })).toBe(false);
  });

  it("is for no command line that another reading of it finds to be about another stack, or to create one", async () => {
    const token = fc.constantFrom(
      ...["up", "stack", "config", "init", "select", "set", "output", "new", "import", "cp", "dev", "other", "--"],
      ...["-s", "--stack", "--stack=dev", "--stack=other", "-s=dev", "-s=other", "-sdev", "-sother", "-ysother"],
      ...["-C", "--cwd", "--cwd=.", "--config-file", "--secrets-provider=passphrase", "--yes", "-y", "-m", "--message"],
    );
    const line = fc.array(token, { minLength: 1, maxLength: 7 });
    let local = 0;
    await fc.assert(
      fc.asyncProperty(line, async (args) => {
        if (!(await isForLocalStack(args, { PATH: "", PULUMI_STACK: "dev" }))) return;
        local += 1;
        expect(readAsPulumi(args)).toEqual({ stack: "dev", creates: false });
      }),
      { numRuns: 20_000 },
    );
    expect(local).toBeGreaterThan(100);
  });

  it("never replaces one that the user has set", () => {
    expect(withLocalPassphrase({ PULUMI_CONFIG_PASSPHRASE: "" })).toEqual({ PULUMI_CONFIG_PASSPHRASE: "" });
    expect(withLocalPassphrase({ PULUMI_CONFIG_PASSPHRASE_FILE: "f" })).toEqual({ PULUMI_CONFIG_PASSPHRASE_FILE: "f" });
    expect(withLocalPassphrase({})).toEqual({ PULUMI_CONFIG_PASSPHRASE: "local" });
  });
});

describe("the fingerprint of the local domain's administrator", () => {
  it("is that of the key, as OCI computes it", async () => {
    const domain = await startLocalDomain();
    try {
      const { OCI_FINGERPRINT } = withLocalFingerprint({}, domain.dataFolder);
      const key = createPublicKey(readFileSync(join(domain.dataFolder, "admin-key.pem")));
      const md5 = createHash("md5")
        .update(key.export({ type: "spki", format: "der" }))
        .digest("hex");
      expect(OCI_FINGERPRINT?.replaceAll(":", "")).toBe(md5);
      expect(OCI_FINGERPRINT).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
      expect(withLocalFingerprint({ OCI_FINGERPRINT: "one's own" }, domain.dataFolder)).toEqual({
        OCI_FINGERPRINT: "one's own",
      });
    } finally {
      await domain.close();
    }
  });

  it("is not set before the domain's first start", () => {
    expect(withLocalFingerprint({}, join(import.meta.dirname, "nothing"))).toEqual({});
  });
});

/** Reads a command line by the rules of Pulumi's flag parser, with `dev` selected. */
function readAsPulumi(args: readonly string[]) {
  const takesValue = ["-s", "--stack", "-C", "--cwd", "--config-file", "--secrets-provider", "-m", "--message"];
  const words: string[] = [];
  let stack: string | undefined;
  let creates = false;
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? "";
    if (arg === "--") {
      words.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith("-")) {
      words.push(arg);
      continue;
    }
    const cluster = /^-([a-zA-Z]*?)([sCm])=?(.*)$/.exec(arg);
    const [flag = "", joined] = arg.startsWith("--")
      ? arg.split("=")
      : cluster
        ? [`-${cluster[2]}`, cluster[3] || undefined]
        : [arg];
    if (!takesValue.includes(flag)) continue;
    const value = joined ?? args[++i];
    if (flag === "-s" || flag === "--stack") stack = value;
    if (["-C", "--cwd", "--config-file", "--secrets-provider"].includes(flag)) creates = true;
  }
  const [first, second, third] = words;
  if (first === "stack" && (second === "init" || second === "select")) {
    stack = third ?? stack;
    creates ||= stack === undefined;
  } else if (["new", "import"].includes(first ?? "") || (first === "config" && second === "cp")) creates = true;
  else if (first === "up" && second !== undefined) creates = true;
  return { stack: stack ?? "dev", creates };
}
