import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, withoutPython } from "./installed.ts";
import { administratorToken, type ClientWorld, openClientWorld } from "./world.ts";

const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
];

let world: ClientWorld;
let token: string;
beforeAll(async () => {
  world = await openClientWorld();
  token = await administratorToken(world);
});
afterAll(() => world?.domain.close());

describe.skipIf(withoutPython)(`schemathesis${withoutPython}`, () => {
  it.each([
    ["from every operation, whatever is sent", ["--phases=fuzzing", "--max-examples=25"]],
    [
      "from OAuth and from what an administrator changes most, at the bounds of every parameter",
      ["--phases=coverage", "--include-path-regex=^/(oauth2|admin/v1/(Apps|Grants|Bulk|AppStatusChanger/.*))"],
    ],
  ])("gets what the description says, and never a 5xx, %s", async (_, phase) => {
    const { code, out } = await run(
      "schemathesis",
      [
        "run",
        `${world.domain.url}/local/openapi.json`,
        `--header=Authorization:Bearer ${token}`,
        `--checks=${checks.join(",")}`,
        ...phase,
        "--seed=1",
        "--no-shrink",
        "--workers=1",
        "--warnings=off",
        "--generation-database=none",
        "--no-color",
      ],
      // It leaves a cache in the folder where it runs.
      { folder: world.domain.dataFolder },
    );
    expect(code === 0 ? "" : out).toBe("");
    expect(new Set(world.domain.requests.map(({ status }) => status))).toContain(201);
  });
});
