import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkBackend } from "../../../cli/doctor/checks/backend.ts";
import { checkClock } from "../../../cli/doctor/checks/connection.ts";
import { checkDependencies } from "../../../cli/doctor/checks/dependencies.ts";
import { checkEngine } from "../../../cli/doctor/checks/engine.ts";
import { knownBadPair } from "../../../cli/doctor/checks/known-bad-pairs.ts";
import { checkNode } from "../../../cli/doctor/checks/node.ts";
import { checkPlugin } from "../../../cli/doctor/checks/plugin.ts";
import { checkPassphrase } from "../../../cli/doctor/checks/stack.ts";
import { createMachine, type Machine } from "../../setup/machine.ts";

/** A project's folder with some files, for the length of a test. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

/** Installs an engine that answers as a script says, and writes each of its command lines into a file. */
function engineOn(machine: Machine, script: string, version = "v3.274.1"): { folder: string; version: string } {
  machine.program(join(machine.bin, "pulumi-language-nodejs"), "");
  machine.program(
    join(machine.bin, "pulumi"),
    `echo "$* $PULUMI_BACKEND_URL" >> '${machine.cache}.log'\ncase "$*" in version) echo ${version};; esac\n${script}`,
  );
  return { folder: machine.bin, version };
}

describe("the check of Node", () => {
  it.each([
    ["v22.18.0", "echo v22.18.0", { state: "ok", found: "v22.18.0; 22.18.0 or newer is needed" }],
    [
      "v22.17.9",
      "echo v22.18.0",
      {
        state: "failed",
        found: "v22.17.9; 22.18.0 or newer is needed",
        fix: "Run `npm run idcs-apps -- doctor`, which finds or installs one.",
      },
    ],
    [
      "v22.18.0",
      "echo v20.1.0",
      {
        state: "warning",
        found: "v22.18.0, but the node on PATH is v20.1.0; 22.18.0 or newer is needed",
        fix: "Run Pulumi by `npm run pulumi -- <command>`, which finds or installs one, or put a newer Node on PATH.",
      },
    ],
  ])("of %s with another on PATH: %s", async (version, script, result) => {
    const machine = createMachine();
    machine.program(join(machine.bin, "node"), script);
    expect(await checkNode(version, ".", machine.env)).toEqual(result);
  });
});

describe("the check of the packages", () => {
  it("names those that are missing or have another version", () => {
    const folder = project({
      "package.json": '{"dependencies":{"a":"1.0.0","b":"2.0.0","c":"3.0.0"}}',
      "node_modules/a/package.json": '{"version":"v1.0.0"}',
      "node_modules/b/package.json": '{"version":"2.0.1"}',
    });
    expect(checkDependencies(folder)).toEqual({
      state: "failed",
      found: "b is 2.0.1 (2.0.0 is needed); c is missing (3.0.0 is needed)",
      fix: "`npm ci` installs them; so does any command by `npm run`.",
    });
  });

  it("finds nothing wrong with those of this project", () => {
    expect(checkDependencies(".").state).toBe("ok");
  });
});

describe("the check of the engine", () => {
  it("says that there is none, without installing one", async () => {
    const machine = createMachine();
    expect(await checkEngine(machine.env, machine.cache)).toEqual({
      result: {
        state: "warning",
        found: "there is no Pulumi engine on PATH, and none in the cache of this project",
        fix: "The first command that needs one brings it, for example `npm start`; or install the Pulumi CLI.",
      },
    });
  });

  it("takes the one of the cache if that on PATH is too old, and says so", async () => {
    const machine = createMachine();
    engineOn(machine, "", "v3.1.0");
    const cached = join(machine.cache, "engine/v3.274.1/bin");
    machine.program(join(cached, "pulumi"), "");
    machine.program(join(cached, "pulumi-language-nodejs"), "");
    expect(await checkEngine(machine.env, machine.cache)).toEqual({
      engine: { folder: cached, version: "v3.274.1" },
      result: {
        state: "warning",
        found: `v3.274.1, from the cache of this project: the pulumi on PATH (${join(machine.bin, "pulumi")}) is v3.1.0: v3.200.0 or newer is needed`,
        fix: "Use `npm run pulumi -- <command>`, or update the one on PATH.",
      },
    });
  });
});

describe("the check of the plugin", () => {
  const pulumiYaml = "name: x\nplugins: { providers: [{ name: oci, path: ./provider }] }\n";

  it("starts the plugin of this project, and ends it", async () => {
    expect(await checkPlugin(".", process.env)).toEqual({
      state: "ok",
      found: "./provider of this project; it starts",
    });
  });

  it("shows what a plugin says that does not start", async () => {
    const folder = project({ "Pulumi.yaml": pulumiYaml });
    const machine = createMachine();
    machine.program(join(folder, "provider/pulumi-resource-oci"), "echo 'Cannot find package x' >&2; exit 1");
    expect(await checkPlugin(folder, machine.env)).toEqual({
      state: "failed",
      found: "./provider of this project does not start: Cannot find package x",
      fix: "`npm ci` installs what it needs; the message says what is missing.",
    });
  });

  it("warns if the official plugin is used instead", async () => {
    const folder = project({ "Pulumi.yaml": "name: x\n" });
    expect(await checkPlugin(folder, {})).toMatchObject({ state: "warning" });
    expect(await checkPlugin(folder, { OCI_PROVIDER_PLUGIN: "/opt/oci" })).toEqual({
      state: "warning",
      found: "OCI_PROVIDER_PLUGIN names /opt/oci: the plugin there is used instead of this project's",
      fix: "Unset OCI_PROVIDER_PLUGIN, unless you compare the two.",
    });
  });
});

describe("the check of the passphrase", () => {
  const folder = () =>
    project({
      "Pulumi.prod.yaml": "encryptionsalt: v1:abc\n",
      "Pulumi.vault.yaml": "secretsprovider: awskms://alias/secret-name\n",
    });

  it.each([
    [{}, "failed"],
    [{ PULUMI_CONFIG_PASSPHRASE: "" }, "ok"],
    [{ PULUMI_CONFIG_PASSPHRASE_FILE: "/nowhere" }, "failed"],
  ])("with %j says %s", (env, state) => {
    expect(checkPassphrase(folder(), "prod", env).state).toBe(state);
  });

  it("knows that a team's stack has the configuration of its environment", () => {
    expect(checkPassphrase(folder(), "prod.payments", { PULUMI_CONFIG_PASSPHRASE: "" }).state).toBe("ok");
    expect(checkPassphrase(folder(), "vault.payments", {}).found).toBe(
      "secrets are encrypted by awskms, which the engine asks",
    );
    const withoutSalt = project({ "Pulumi.test.yaml": "config: {}\n" });
    expect(checkPassphrase(withoutSalt, "test.payments", {}).state).toBe("failed");
    expect(checkPassphrase(folder(), "other.payments", {})).toEqual({
      state: "not-checked",
      found: "there is no Pulumi.other.yaml: `idcs-apps fleet up --env other` creates the stack",
    });
  });

  it("does not show the address of a secrets provider", () => {
    expect(checkPassphrase(folder(), "vault", {})).toEqual({
      state: "not-checked",
      found: "secrets are encrypted by awskms, which the engine asks",
    });
  });
});

describe("the check of the clock", () => {
  const now = Date.parse("2026-11-24T08:00:00.000Z");
  const at = (date: string) => checkClock({ status: 200, date, took: 40 }, now);

  it.each([
    ["Tue, 24 Nov 2026 08:00:00 GMT", "ok", "agrees with the identity domain's clock"],
    ["Tue, 24 Nov 2026 07:59:31 GMT", "ok", "agrees with the identity domain's clock"],
    ["Tue, 24 Nov 2026 07:59:20 GMT", "warning", "40 s ahead of the identity domain's clock"],
    [
      "Tue, 24 Nov 2026 08:06:00 GMT",
      "failed",
      "360 s behind the identity domain's clock: it refuses signatures and assertions of more than five minutes",
    ],
    ["yesterday", "not-checked", "the domain's answer has no date"],
  ])("of an answer of %s says %s", (date, state, found) => {
    expect(at(date)).toMatchObject({ state, found });
  });
});

describe("knownBadPair", () => {
  const store =
    "s3://states?endpoint=https://ns.compat.objectstorage.eu-frankfurt-1.oraclecloud.com&region=eu-frankfurt-1";
  const r2 = "s3://states?endpoint=abc.r2.cloudflarestorage.com";

  it.each(["v3.245.0", "v3.255.9"])("knows engine %s with an S3-compatible store", (version) => {
    expect(knownBadPair(store, version, {})).toEqual({
      found: `engine ${version} with the S3-compatible store ns.compat.objectstorage.eu-frankfurt-1.oraclecloud.com: it sends checksums that such stores refuse (pulumi/pulumi#23478)`,
      fix: "Set AWS_REQUEST_CHECKSUM_CALCULATION=when_required, or add request_checksum_calculation=when_required to the backend's URL, or use an engine from 3.256.",
    });
  });

  it.each([
    ["an older engine", store, "v3.244.9", {}],
    ["a newer engine", store, "v3.256.0", {}],
    ["the variable", store, "v3.250.0", { AWS_REQUEST_CHECKSUM_CALCULATION: "WHEN_REQUIRED" }],
    ["the parameter", `${store}&request_checksum_calculation=when_required`, "v3.250.0", {}],
    ["Amazon itself", "s3://states?region=eu-central-1", "v3.250.0", {}],
    ["Amazon's own endpoint", "s3://states?endpoint=s3.eu-central-1.amazonaws.com", "v3.250.0", {}],
    ["another kind of store", "gs://states", "v3.250.0", {}],
    ["R2 with 3.255", r2, "v3.255.0", {}],
    ["R2 with a newer engine", r2, "v3.257.0", {}],
  ])("finds nothing wrong with %s", (_, url, version, env) => {
    expect(knownBadPair(url, version, env)).toBeUndefined();
  });

  it("finds the store's endpoint in the environment too, and knows R2 with engine 3.256", () => {
    expect(knownBadPair("s3://states", "v3.250.0", { AWS_ENDPOINT_URL_S3: "https://minio.example.com" })).toBeDefined();
    expect(knownBadPair(r2, "v3.256.1", {})).toEqual({
      found: "engine v3.256.1 with abc.r2.cloudflarestorage.com: every write fails (pulumi/pulumi#24219)",
      fix: "Use an engine from 3.257, or 3.255.",
    });
  });
});

describe("the check of the backend", () => {
  const s3 = "s3://states?endpoint=https://ns.compat.objectstorage.example.com";
  const whoami = `case "$*" in whoami*) echo '{"url":"s3://states"}';; esac`;
  const log = (machine: Machine) => readFileSync(`${machine.cache}.log`, "utf8").trim().split("\n");

  it("writes a probe into a folder and deletes it, without an engine", async () => {
    const folder = project({ "Pulumi.yaml": "name: x\nbackend: { url: 'file://./.state' }\n", ".state/keep": "" });
    expect(await checkBackend(folder, {}, undefined)).toEqual({
      state: "ok",
      found: "file://./.state: a probe was written and deleted",
    });
    expect(readdirSync(join(folder, ".state"))).toEqual(["keep"]);
  });

  it("says that the folder is not there, or cannot be written", async () => {
    const folder = project({ "Pulumi.yaml": "name: x\n" });
    expect(await checkBackend(folder, { PULUMI_BACKEND_URL: "file:///nowhere/at/all" }, undefined)).toMatchObject({
      state: "failed",
      found: "file:///nowhere/at/all: there is no such folder",
    });
    expect(await checkBackend(folder, { PULUMI_BACKEND_URL: "file:///proc" }, undefined)).toMatchObject({
      state: "failed",
      found: "file:///proc: a file cannot be written there and deleted (ENOENT)",
    });
  });

  it("has the engine write a probe to another store and delete it, and shows no parameter of the URL", async () => {
    const machine = createMachine();
    const engine = engineOn(machine, whoami);
    const folder = project({ "Pulumi.yaml": "name: x\n" });
    const env = { ...machine.env, PULUMI_BACKEND_URL: s3 };
    expect(await checkBackend(folder, env, engine)).toEqual({
      state: "ok",
      found:
        "s3://states: the engine wrote a probe and deleted it; its backup of 0.4 KB stays in .pulumi/stacks/idcs-apps-doctor/",
    });
    expect(log(machine)).toEqual([
      `whoami --json --non-interactive ${s3}`,
      `stack init probe --secrets-provider passphrase --non-interactive ${s3}`,
      `stack rm probe --yes --force --non-interactive ${s3}`,
    ]);
    expect(readdirSync(folder)).toEqual(["Pulumi.yaml"]);
  });

  it("removes the probe of an earlier run first", async () => {
    const machine = createMachine();
    const once = `${machine.cache}.once`;
    const script = `${whoami}\ncase "$*" in "stack init"*) [ -e '${once}' ] || { touch '${once}'; echo "error: stack 'probe' already exists" >&2; exit 1; };; esac`;
    const engine = engineOn(machine, script);
    const result = await checkBackend(
      project({ "Pulumi.yaml": "name: x\n" }),
      { ...machine.env, PULUMI_BACKEND_URL: s3 },
      engine,
    );
    expect(result.state).toBe("ok");
    expect(log(machine).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "whoami --json",
      "stack init",
      "stack rm",
      "stack init",
      "stack rm",
    ]);
  });

  it("says what the engine says of a store that refuses the probe, with the fix of the known pair and without keys", async () => {
    const machine = createMachine();
    const script = `${whoami}\ncase "$*" in "stack init"*) echo "error: PutObject: NotImplemented: aws-chunked encoding, Authorization: Bearer abcdef123456" >&2; exit 255;; esac`;
    const engine = engineOn(machine, script, "v3.250.0");
    const result = await checkBackend(
      project({ "Pulumi.yaml": "name: x\n" }),
      { ...machine.env, PULUMI_BACKEND_URL: s3 },
      engine,
    );
    expect(result).toEqual({
      state: "failed",
      found:
        "s3://states: the engine cannot use it: PutObject: NotImplemented: aws-chunked encoding, Authorization: Bearer [removed]. engine v3.250.0 with the S3-compatible store ns.compat.objectstorage.example.com: it sends checksums that such stores refuse (pulumi/pulumi#23478)",
      fix: "Set AWS_REQUEST_CHECKSUM_CALCULATION=when_required, or add request_checksum_calculation=when_required to the backend's URL, or use an engine from 3.256.",
    });
  });

  it("warns of a known bad pair although the probe was written", async () => {
    const machine = createMachine();
    const engine = engineOn(machine, whoami, "v3.250.0");
    const env = { ...machine.env, PULUMI_BACKEND_URL: s3 };
    expect((await checkBackend(project({ "Pulumi.yaml": "name: x\n" }), env, engine)).state).toBe("warning");
  });

  it("writes no probe to Pulumi Cloud", async () => {
    const machine = createMachine();
    const engine = engineOn(machine, `echo '{"url":"https://app.pulumi.com/mia"}'`);
    expect(await checkBackend(project({ "Pulumi.yaml": "name: x\n" }), machine.env, engine)).toEqual({
      state: "ok",
      found:
        "https://app.pulumi.com/mia accepts the login; a probe was not written, because Pulumi Cloud shows it to others",
    });
    expect(log(machine)).toHaveLength(1);
  });

  it("says that no backend is chosen, or that there is no engine to ask", async () => {
    const machine = createMachine();
    const engine = engineOn(
      machine,
      `echo "error: this command requires logging in; try running \`pulumi login\` first" >&2; exit 1`,
    );
    const folder = project({ "Pulumi.yaml": "name: x\n" });
    expect(await checkBackend(folder, machine.env, engine)).toMatchObject({
      state: "failed",
      found: "no backend is chosen",
    });
    expect(await checkBackend(folder, { PULUMI_BACKEND_URL: "postgres://mia:pw@h/db" }, undefined)).toEqual({
      state: "not-checked",
      found: "there is no engine to ask postgres://h/db",
    });
  });
});
