import type { Socket } from "node:net";
import { Sharing } from "../identity-domain/sending/sharing.ts";
import { serveConnection } from "./server.ts";

/** The argument with which the plugin is started to be shared. The same word is in cli/pulumi/shared-plugin.ts. */
export const sharedArgument = "shared";

/**
 * Serves the connections that the parent process hands over, until that ends: the parent listens and decides who may connect.
 * Says `ready` when it can.
 */
export function servePassedConnections(plugin: NodeJS.Process): void {
  if (plugin.send === undefined)
    throw new Error(`The argument "${sharedArgument}" is for a parent process that hands connections over.`);
  const sharing = new Sharing();
  plugin.on("message", (_, connection) => {
    // A connection that was closed on the way is undefined.
    if (connection !== undefined) serveConnection(connection as Socket, { sharing });
  });
  plugin.on("disconnect", () => plugin.exit(0));
  plugin.send("ready");
}
