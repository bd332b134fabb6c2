import { IdentityDomain, type StoredResource } from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import type { JsonValue } from "../../identity-domain/json.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { clientOptionsIn } from "../../identity-domain/sending/patience-settings.ts";
import { managedByValue, ownershipTags } from "../../naming/ownership-tags.ts";
import { stackCredentials } from "../project/stack-credentials.ts";
import { stackSettings } from "../project/stack-settings.ts";

/** An application that some stack of the project has in the domain. */
export interface DomainApplication {
  /** The name of its stack. */
  readonly stack: string;
  readonly tags: ReadonlyMap<string, string>;
  /** When anything of it was last changed, in milliseconds since 1970. */
  readonly changed: number;
  /** Who changed it last, as far as the domain tells. */
  readonly by?: string | undefined;
}

/** The applications of an environment's stacks, or why they are not known. */
export type InDomain = { readonly applications: readonly DomainApplication[] } | { readonly unknown: string };

/** Where the domain of an environment is, and who asks. */
export interface DomainAccess {
  /** The project's folder. */
  readonly folder: string;
  readonly environment: string;
  readonly identityDomainUrl: string;
  readonly variables: NodeJS.ProcessEnv;
  readonly client?: ClientOptions | undefined;
}

/**
 * The applications of all stacks of an environment: one list request for each thousand, without secrets. If they cannot be read, the
 * reason is returned.
 */
export async function applicationsInDomain(access: DomainAccess): Promise<InDomain> {
  const { folder, environment, variables, client = {} } = access;
  try {
    const settings = stackSettings(folder, environment);
    const url = settings.identityDomainUrl ?? access.identityDomainUrl;
    const credentials = await stackCredentials(settings, variables);
    const domain = new IdentityDomain(url, credentials, { ...clientOptionsIn(settings.patience), ...client });
    const filter = `tags[key eq ${JSON.stringify(ownershipTags.managedBy)} and value eq ${JSON.stringify(managedByValue)}]`;
    const query = { filter, attributes: "displayName,tags,meta,idcsLastModifiedBy" };
    const listed = await domain.listAll("Apps", { query });
    const prefix = `${settings.project}/`;
    const applications = listed
      .map((app) => applicationOf(app, prefix))
      .filter(({ stack }) => stack === environment || stack.startsWith(`${environment}.`));
    return { applications };
  } catch (error) {
    if (!(error instanceof IdentityDomainError)) throw error;
    return { unknown: error.message };
  }
}

function applicationOf({ tags, meta, idcsLastModifiedBy }: StoredResource, prefix: string): DomainApplication {
  const byKey = new Map(
    (Array.isArray(tags) ? (tags as readonly JsonValue[]) : []).map((tag) => [
      String(member(tag, "key")),
      String(member(tag, "value")),
    ]),
  );
  const stack = byKey.get(ownershipTags.stack) ?? "";
  const by = member(idcsLastModifiedBy, "display");
  return {
    stack: stack.startsWith(prefix) ? stack.slice(prefix.length) : "",
    tags: byKey,
    changed: Date.parse(String(member(meta, "lastModified"))),
    by: typeof by === "string" ? by : undefined,
  };
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, JsonValue>>)[name]
    : undefined;
}
