import { describe, expect, it } from "vitest";
import { refuseSecretsInLogs } from "../../setup/debug-output.mjs";

describe("a command line of Pulumi that would write secrets in clear", () => {
  it.each([
    [["up", "-v=9"], {}, "-v=9"],
    [["up", "-v", "9"], {}, "-v"],
    [["up", "-v9"], {}, "-v9"],
    [["up", "-yv9"], {}, "-yv9"],
    [["up", "--logtostderr", "--verbose=9"], {}, "--verbose=9"],
    [["up", "--verbose", "9"], {}, "--verbose"],
    [["up", "--tracing", "file:trace"], {}, "--tracing"],
    [["preview", "--tracing=file:trace"], {}, "--tracing=file:trace"],
    [["up", "--otel-traces=file://trace"], {}, "--otel-traces=file://trace"],
    [["up"], { PULUMI_DEBUG_GRPC: "grpc.json" }, "PULUMI_DEBUG_GRPC"],
    [["up"], { PULUMI_OPTION_VERBOSE: "9" }, "PULUMI_OPTION_VERBOSE"],
    [["up"], { PULUMI_OPTION_TRACING: "file:trace" }, "PULUMI_OPTION_TRACING"],
    [["up", "-v=9", "--tracing", "file:trace"], {}, "-v=9, --tracing"],
  ])("is refused: pulumi %j, %j", (args, env, found) => {
    expect(() => refuseSecretsInLogs(args, env)).toThrow(
      `${found}: with this, Pulumi writes client secrets in clear. If you want that, set IDCS_APPS_SECRETS_IN_LOGS=1 and run the command again. Delete the logs afterwards.`,
    );
  });

  it("is accepted with the variable that says that this is wanted", () => {
    const env = { PULUMI_DEBUG_GRPC: "grpc.json", IDCS_APPS_SECRETS_IN_LOGS: "1" };
    expect(() => refuseSecretsInLogs(["up", "-v=9"], env)).not.toThrow();
    expect(() => refuseSecretsInLogs(["up", "-v=9"], { IDCS_APPS_SECRETS_IN_LOGS: "" })).toThrow();
  });
});

describe("a command line of Pulumi that shows no secret", () => {
  it.each([
    "up --debug",
    "up -d --json",
    "up --logtostderr --logflow",
    "up -sdev",
    "up -s=vault -mrevert -tv",
    "stack output clientSecrets --show-secrets",
    "config set version 9",
    "preview --save-plan=plan",
  ])("is accepted: pulumi %s", (line) => {
    expect(() => refuseSecretsInLogs(line.split(" "), { PULUMI_STACK: "dev" })).not.toThrow();
  });
});
