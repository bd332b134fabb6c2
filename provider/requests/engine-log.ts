import { credentials, Metadata } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";

/**
 * Shows a message next to a resource, among the engine's diagnostics. It never rejects: a message that cannot be shown stops
 * nothing.
 *
 * @param message one or more sentences, without secrets
 */
export type Tell = (urn: string, message: string) => Promise<void>;

/** Where the engine's diagnostics are shown. */
export interface EngineLog {
  /** Something will be lost, or changes unexpectedly. */
  readonly warn: Tell;
  /** Something good to know. */
  readonly inform: Tell;
}

/** The log of an engine that the plugin is connected to. */
export interface ConnectedLog extends EngineLog {
  /** Ends the connection. */
  readonly close: () => void;
}

/** How long the engine has to take a message, in milliseconds. */
const patience = 5_000;

/** The log of the engine at an address: each plugin that it starts has it as first argument, one that it attaches to gets it by Attach. */
export function engineLog(address: string): ConnectedLog {
  const engine = new EngineClient(address, credentials.createInsecure());
  const tell =
    (severity: enginePb.LogSeverity): Tell =>
    (urn, message) =>
      new Promise((resolve) => {
        const request = new enginePb.LogRequest().setSeverity(severity).setUrn(urn).setMessage(message);
        engine.log(request, new Metadata(), { deadline: Date.now() + patience }, () => resolve());
      });
  const close = () => engine.close();
  return { warn: tell(enginePb.LogSeverity.WARNING), inform: tell(enginePb.LogSeverity.INFO), close };
}

const unheard: Tell = () => Promise.resolve();

/** For a plugin that no engine has started. */
export const noLog: EngineLog = { warn: unheard, inform: unheard };
