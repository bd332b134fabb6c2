import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { GetSchemaRequest, type GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { afterAll, describe, expect, it } from "vitest";
import { Processes, type Started } from "../processes/start.ts";

const folder = resolve(import.meta.dirname, "../../package");
// What Pulumi's hosts for Node.js run since 3.200, in the package's folder.
const runPlugin = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-plugin");
const noEngine = "127.0.0.1:9";

const processes = new Processes();
afterAll(() => processes.end());

/** The port that a plugin prints. */
function portOf(plugin: Started): Promise<string> {
  return new Promise((found, failed) => {
    let output = "";
    for (const stream of [plugin.stdout, plugin.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
        const [, port] = /^(\d+)\n/.exec(output) ?? [];
        if (port !== undefined) found(port);
      });
    }
    plugin.on("close", (code) => failed(new Error(`exit code ${code}: ${output}`)));
  });
}

async function schemaAt(port: string): Promise<string> {
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
    "grpc.max_receive_message_length": -1,
  });
  try {
    return await new Promise((done, failed) => {
      client.getSchema(new GetSchemaRequest(), (error: Error | null, answer: GetSchemaResponse) =>
        error ? failed(error) : done(answer.getSchema()),
      );
    });
  } finally {
    client.close();
  }
}

describe("the component package serves its schema", () => {
  it.each([
    ["by its launcher", join(folder, "pulumi-resource-idcs-apps"), [noEngine]],
    ["by Pulumi's host for Node.js", process.execPath, [runPlugin, folder, noEngine]],
  ])("%s", async (_, command, args) => {
    const plugin = processes.start(command, args, { cwd: folder });
    expect(await schemaAt(await portOf(plugin))).toBe(readFileSync(join(folder, "schema.json"), "utf8"));
  });
});
