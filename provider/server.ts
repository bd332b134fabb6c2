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
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, providerService(options));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, stop: () => server.forceShutdown() };
}
