import type { StackManifest } from "../../manifest/load-stack.ts";
import type { Notice } from "./notice.ts";

/** What a stack cannot do with the official plugin. */
export interface OfficialPluginNotices {
  readonly refusals: readonly Notice[];
  readonly warnings: readonly Notice[];
}

/** What differs if the official plugin is used (`OCI_PROVIDER_PLUGIN`): it adopts nothing, and clears less. */
export function aboutOfficialPlugin({ clients, resourceApplications }: StackManifest): OfficialPluginNotices {
  const adopting = [...clients, ...resourceApplications].filter(({ adopt }) => adopt !== undefined);
  const delivered = clients.filter(({ deliver }) => deliver !== undefined && deliver !== "none");
  return {
    refusals: [
      ...adopting.map((node) => ({ node, path: ["adopt"], message: notAdopted })),
      ...delivered.map((node) => ({ node, path: ["deliver"], message: notDelivered })),
    ],
    warnings: [{ message: notCleared }],
  };
}

// It would create a second application, or ask for a replacement.
const notAdopted =
  "the official plugin (OCI_PROVIDER_PLUGIN) cannot adopt an application: run without OCI_PROVIDER_PLUGIN. Once it is adopted, the line may be removed.";

// It would keep secrets in the state that are not to be there.
const notDelivered =
  "the official plugin (OCI_PROVIDER_PLUGIN) cannot deliver to a vault, or keep a secret out of the state: run without OCI_PROVIDER_PLUGIN.";

// docs/provider.md, "What the official plugin cannot clear".
const notCleared =
  "OCI_PROVIDER_PLUGIN: the official plugin plans and changes nothing if a manifest loses the last scope, tag, network perimeter, " +
  "certificate or secondary audience of an application, or a text such as its description. The domain keeps them, and this " +
  "preview does not show it. Remove them without OCI_PROVIDER_PLUGIN.";
