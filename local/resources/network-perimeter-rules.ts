import { type JsonObject, listOf, objectsOf, type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Directory } from "../storage/directory.ts";
import { addressBlock } from "./ip-addresses.ts";
import { referenced } from "./references.ts";
import type { ResourceRules } from "./resource-rules.ts";

/** The rules of NetworkPerimeters (identity-domains-api.md 1.10). */
export const networkPerimeterRules: ResourceRules = {
  complete(draft) {
    if (listOf(draft.ipAddresses).length > 0) draft.ipAddresses = objectsOf(draft.ipAddresses).map(completed);
  },
  checkDelete(perimeter, { directory }, force) {
    const [user] = usersOf(directory, perimeter);
    if (user === undefined || force) return;
    throw new ScimError(
      "referencedDelete",
      `The NetworkPerimeter ${perimeter.id} is used by the App ${user.id}. Delete it with forceDelete.`,
    );
  },
  alongWithDelete: (perimeter, { directory }) =>
    usersOf(directory, perimeter).map((app) => ({
      collection: "App",
      put: {
        ...app,
        appsNetworkPerimeters: objectsOf(app.appsNetworkPerimeters).filter(({ value }) => value !== perimeter.id),
      },
    })),
  computed: {},
};

/** Refuses an App that refers to a perimeter that does not exist. */
export function checkNetworkPerimeters(draft: JsonObject, directory: Directory): void {
  for (const entry of objectsOf(draft.appsNetworkPerimeters)) {
    referenced(directory, "App.appsNetworkPerimeters", "NetworkPerimeter", textOf(entry, "value") ?? "");
  }
}

function usersOf(directory: Directory, perimeter: Resource): readonly Resource[] {
  return directory.matching("App", "appsNetworkPerimeters.value", perimeter.id);
}

/** The entry with its type and version; what the request leaves out follows from the value. */
function completed(entry: JsonObject): JsonObject {
  const value = textOf(entry, "value") ?? "";
  const type = textOf(entry, "type") ?? (value.includes("/") ? "CIDR" : value.includes("-") ? "RANGE" : "EXACT");
  const version = addressBlock(value, type)?.version;
  if (version === undefined)
    throw new ScimError("invalidValue", `ipAddresses: ${value} is not valid for type ${type}.`);
  if (entry.version !== undefined && entry.version !== version) {
    throw new ScimError("invalidValue", `ipAddresses: ${value} is not of version ${entry.version}.`);
  }
  return { ...entry, type, version };
}
