import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { kubectlFor } from "../../../cli/deliver/targets/kubectl.ts";

/** What is said if kubectl fails with this on its standard error. */
async function refusal(complaint: string, secrets: readonly string[] = []): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "idcs-apps-kubectl-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "complaint"), complaint);
  writeFileSync(join(folder, "kubectl"), `#!/bin/sh\ncat '${folder}/complaint' >&2\nexit 1\n`);
  chmodSync(join(folder, "kubectl"), 0o755);
  const kubectl = kubectlFor(undefined, { PATH: `${folder}:${process.env.PATH}` }, secrets);
  return kubectl(["apply", "--filename", "-"], "{}").then(
    () => "it did not fail",
    ({ message }: Error) => message,
  );
}

const log = (at: string) =>
  `E1126 20:41:02.${at}    4242 memcache.go:265] "Unhandled Error" err="couldn't get current server API group list: Get \\"https://127.0.0.1:6443/api?timeout=32s\\": dial tcp 127.0.0.1:6443: connect: connection refused"\n`;
const said = "The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?";

describe("kubectl that fails", () => {
  it("shows what kubectl says, without the lines of its library's log", async () => {
    expect(await refusal(`${log("123456")}${log("234567")}${log("345678")}${said}\n`)).toBe(
      `kubectl apply failed (exit 1): ${said}`,
    );
  });

  it("shows the log if there is nothing else, and never a secret", async () => {
    expect(await refusal(log("123456"))).toContain(
      "kubectl apply failed (exit 1): E1126 20:41:02.123456 4242 memcache.go",
    );
    expect(await refusal("error: no idcscs-secret\n", ["idcscs-secret"])).toBe(
      "kubectl apply failed (exit 1): error: no ********",
    );
  });
});
