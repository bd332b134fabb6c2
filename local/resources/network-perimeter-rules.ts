import ipaddr from "ipaddr.js";
import { type JsonObject, listOf, objectsOf, type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Directory } from "../storage/directory.ts";
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

/** Refuses an App that refers to a perimeter which does not exist. */
export function checkNetworkPerimeters(draft: JsonObject, directory: Directory): void {
  for (const entry of objectsOf(draft.appsNetworkPerimeters)) {
    referenced(directory, "App.appsNetworkPerimeters", "NetworkPerimeter", textOf(entry, "value") ?? "");
  }
}

function usersOf(directory: Directory, perimeter: Resource): readonly Resource[] {
  return directory.matching("App", "appsNetworkPerimeters.value", perimeter.id);
}

type Version = "IPV4" | "IPV6";

/** The entry with its type and version; what is not sent follows from the value. */
function completed(entry: JsonObject): JsonObject {
  const value = textOf(entry, "value") ?? "";
  const type = textOf(entry, "type") ?? (value.includes("/") ? "CIDR" : value.includes("-") ? "RANGE" : "EXACT");
  const version = versionOf(value, type);
  if (version === undefined)
    throw new ScimError("invalidValue", `ipAddresses: ${value} is not valid for type ${type}.`);
  if (entry.version !== undefined && entry.version !== version) {
    throw new ScimError("invalidValue", `ipAddresses: ${value} is not of version ${entry.version}.`);
  }
  return { ...entry, type, version };
}

function versionOf(value: string, type: string): Version | undefined {
  if (type === "EXACT") return addressVersion(value);
  if (type === "CIDR") {
    const [address = "", bits] = value.split("/");
    return bits !== undefined && ipaddr.isValidCIDR(value) ? addressVersion(address) : undefined;
  }
  const [start = "", end = "", ...more] = value.split("-").map((one) => one.trim());
  const version = addressVersion(start);
  if (version === undefined || version !== addressVersion(end) || more.length > 0) return undefined;
  const [low, high] = [start, end].map((one) => Buffer.from(ipaddr.parse(one).toByteArray()));
  return low !== undefined && high !== undefined && Buffer.compare(low, high) <= 0 ? version : undefined;
}

/** Short and octal forms of IPv4 (`10.1`, `010.0.0.1`) are no addresses here. */
function addressVersion(address: string): Version | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return "IPV4";
  return ipaddr.IPv6.isValid(address) ? "IPV6" : undefined;
}
