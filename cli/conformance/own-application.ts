import { randomBytes } from "node:crypto";
import type { JsonObject } from "../../identity-domain/json.ts";

/** How the display name of every application begins that the command creates. */
export const displayNameStart = "idcs-apps conformance check ";

/** The key of the tag that it has; its value is the run. */
const tagKey = "idcs-apps-conformance";

/** What is created in one run. */
export interface OwnNames {
  /** Eight hexadecimal digits. */
  readonly run: string;
  readonly displayName: string;
  readonly clientId: string;
  readonly audience: string;
}

/** The names for a run; nothing else in the domain has them. */
export function newNames(run = randomBytes(4).toString("hex")): OwnNames {
  return {
    run,
    displayName: displayNameStart + run,
    clientId: clientIdStart(run),
    audience: `https://idcs-apps-conformance-${run}.invalid/`,
  };
}

function clientIdStart(run: string): string {
  return `idcsappsconformance${run}`;
}

/** What is read of an application to decide whether the command created it. */
export const markedAttributes = "displayName,name,tags,active";

/**
 * Whether an application was created by this command: its display name is exactly of the form that the command writes, its client
 * ID begins with the same run, and its tag names it. All three must hold, or it is somebody else's.
 */
export function isOwn({ displayName, name, tags }: Readonly<Record<string, unknown>>): boolean {
  const [, run] = /^idcs-apps conformance check ([0-9a-f]{8})(?: \d+)?$/.exec(String(displayName)) ?? [];
  if (run === undefined || typeof name !== "string" || !name.startsWith(clientIdStart(run))) return false;
  return Array.isArray(tags) && tags.some((tag) => tag?.key === tagKey && tag?.value === run);
}

const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:App"];

/** What every application of a run has: it says what it is. */
function marks(run: string): JsonObject {
  return {
    schemas,
    description: "Created by `idcs-apps doctor --conformance --write`, which removes it again. It may be deleted.",
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    tags: [{ key: tagKey, value: run }],
  };
}

/** The application that is exercised: a confidential client, and an API of its own with two scopes. It holds no role. */
export function exercisedApplication({ run, displayName, clientId, audience }: OwnNames): JsonObject {
  return {
    ...marks(run),
    displayName,
    name: clientId,
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials", "password", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    isOAuthResource: true,
    audience,
    scopes: [{ value: "allowed" }, { value: "other" }],
    allowOffline: false,
    active: true,
  };
}

/** An application, not active, whose client ID has another character. */
export function namedApplication({ run, displayName }: OwnNames, index: number, character: string): JsonObject {
  return {
    ...marks(run),
    displayName: `${displayName} ${index}`,
    name: `${clientIdStart(run)}${character}x`,
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
    active: false,
  };
}
