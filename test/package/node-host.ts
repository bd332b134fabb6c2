import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { Server, ServerCredentials, type ServerWritableStream, type UntypedServiceImplementation } from "@grpc/grpc-js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languagePb from "@pulumi/pulumi/proto/language_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";

/** A language host that the engine attaches to. */
export interface NodeHost {
  /** The engine's environment variable that names it. */
  readonly env: NodeJS.ProcessEnv;
  /** The folders of packages that it has started, in order. */
  readonly started: readonly string[];
  close(): void;
}

type Running = ServerWritableStream<languagePb.RunPluginRequest, languagePb.RunPluginResponse>;
type Unary = (call: unknown, respond: (error: null, response: unknown) => void) => void;

/**
 * Starts what Pulumi's Node.js hosts since 3.200 do for a package in a folder with `PulumiPlugin.yaml`: `RunPlugin` by
 * `@pulumi/pulumi/cmd/run-plugin`. The host that is built here (3.68) answers that with "not supported". It installs
 * nothing: the package must have its dependencies, and it runs no programs.
 *
 * @param project the folder in which the engine would start its hosts
 */
export async function startNodeHost(project: string): Promise<NodeHost> {
  const started: string[] = [];
  const answers =
    (response: () => unknown): Unary =>
    (_, respond) =>
      respond(null, response());
  const service: UntypedServiceImplementation = {
    handshake: answers(() => new languagePb.LanguageHandshakeResponse()),
    getPluginInfo: answers(() => new pluginPb.PluginInfo()),
    getRequiredPackages: answers(() => new languagePb.GetRequiredPackagesResponse()),
    installDependencies: (call: ServerWritableStream<languagePb.InstallDependenciesRequest, unknown>) => call.end(),
    runPlugin(call: Running) {
      started.push(folderOf(call.request));
      runPlugin(call, project);
    },
  };
  const server = new Server();
  server.addService(partOf(languageGrpc.LanguageRuntimeService, service), service);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return { env: { PULUMI_DEBUG_LANGUAGES: `nodejs:${port}` }, started, close: () => server.forceShutdown() };
}

/** The methods that are there: the server warns of each that is missing. */
function partOf<Definition extends object>(definition: Definition, service: object): Definition {
  return Object.fromEntries(Object.entries(definition).filter(([name]) => name in service)) as Definition;
}

function folderOf(request: languagePb.RunPluginRequest): string {
  return request.getInfo()?.getProgramDirectory() ?? "";
}

function runPlugin(call: Running, project: string): void {
  const { request } = call;
  const folder = folderOf(request);
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) {
    call.destroy(new Error(`${folder} has no package.json`));
    return;
  }
  const runner = createRequire(manifest).resolve("@pulumi/pulumi/cmd/run-plugin");
  const env = Object.fromEntries(
    request.getEnvList().map((entry) => [entry.split("=", 1)[0], entry.replace(/^[^=]*=/, "")]),
  );
  const child = spawn("node", [runner, folder, ...request.getArgsList()], {
    cwd: resolve(project, request.getPwd()),
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.on("data", (chunk: Buffer) => call.write(new languagePb.RunPluginResponse().setStdout(chunk)));
  child.stderr.on("data", (chunk: Buffer) => call.write(new languagePb.RunPluginResponse().setStderr(chunk)));
  child.on("error", (error) => call.destroy(error));
  child.on("close", (code) => {
    call.write(new languagePb.RunPluginResponse().setExitcode(code ?? 1));
    call.end();
  });
  call.on("cancelled", () => child.kill());
}
