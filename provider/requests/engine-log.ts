import { credentials, Metadata } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";

/**
 * Shows a warning next to a resource, among the engine's diagnostics. It never rejects: a warning that cannot be shown stops
 * nothing.
 *
 * @param message one or more sentences, without secrets
 */
export type Warn = (urn: string, message: string) => Promise<void>;

/** How long the engine has to take a warning, in milliseconds. */
const patience = 5_000;

/** Warnings by way of the engine at an address, which it gives to each plugin as the first argument. */
export function warningsTo(address: string): Warn {
  const engine = new EngineClient(address, credentials.createInsecure());
  return (urn, message) =>
    new Promise((resolve) => {
      const request = new enginePb.LogRequest()
        .setSeverity(enginePb.LogSeverity.WARNING)
        .setUrn(urn)
        .setMessage(message);
      engine.log(request, new Metadata(), { deadline: Date.now() + patience }, () => resolve());
    });
}

/** For a plugin that no engine has started. */
export const noWarnings: Warn = () => Promise.resolve();
