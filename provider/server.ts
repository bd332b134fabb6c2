import type { Socket } from "node:net";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { providerService } from "./provider-service.ts";
import type { PluginOptions } from "./requests/run.ts";

/** A plugin that listens on 127.0.0.1. */
export interface RunningProvider {
  readonly port: number;
  readonly stop: () => void;
}

/** Starts the plugin on a free port. */
export async function startProvider(options: PluginOptions = {}): Promise<RunningProvider> {
  const server = serverOf(options);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, stop: () => server.forceShutdown() };
}

/**
 * Serves an engine's connection as an instance of the provider of its own, with its own configuration and cancellation. When
 * the connection ends, what it still does is cancelled.
 */
export function serveConnection(connection: Socket, options: PluginOptions): void {
  const ended = new AbortController();
  const server = serverOf({ ...options, signal: ended.signal });
  connection.on("error", () => {});
  connection.on("close", () => {
    ended.abort();
    server.forceShutdown();
  });
  server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(connection);
}

function serverOf(options: PluginOptions): Server {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, providerService(options));
  return server;
}
