import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

/** Runs the command with something on its standard input. */
function explain(input: string, ...args: string[]) {
  const program = ["--disable-warning=ExperimentalWarning", "cli/main.ts", "explain", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { input, encoding: "utf8" });
  return { status, stdout, stderr };
}

it("explain exits with 0 for an error that it knows, and prints one JSON document", () => {
  const { status, stdout, stderr } = explain("connect ECONNREFUSED 127.0.0.1:1", "--offline", "--json");
  expect({ status, stderr, error: JSON.parse(stdout).error }).toEqual({ status: 0, stderr: "", error: "unreachable" });
});

it("explain exits with 2 for input that it does not know, and with 1 without input", () => {
  expect(explain("all is well", "--offline")).toMatchObject({ status: 2, stderr: "" });
  expect(explain("", "--offline")).toEqual({
    status: 1,
    stdout: "",
    stderr: "There is nothing to explain: pipe an error, an HTTP answer or the output of `curl -v` into it.\n",
  });
});
