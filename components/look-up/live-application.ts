import { managedByValue, ownershipTags } from "../../naming/ownership-tags.ts";

/** An application that a stack of this project created, as the identity domain shows it; never its client secret. */
export interface LiveApplication {
  readonly id: string;
  readonly displayName: string;
  readonly clientId: string;
  readonly active: boolean;
  /** Whether it is a client or a resource application of a manifest. */
  readonly kind: "client" | "resourceApplication";
  /** The stack whose `up` wrote it last: `<project>/<stack>`. */
  readonly stack: string;
  readonly team: string;
  /** The name of the client, or resource application, in its team's manifest. */
  readonly client: string;
  /** All its tags, by key. */
  readonly tags: ReadonlyMap<string, string>;
  /** The app roles that it holds, whoever granted them. */
  readonly roles: readonly HeldRole[];
}

/** An app role that an application holds. */
export interface HeldRole {
  readonly id: string;
  readonly displayName: string;
  /** The application that defines it. */
  readonly app: { readonly id: string; readonly displayName: string };
}

/** What is read of an application. */
interface Listed {
  readonly id: string;
  readonly displayName: string;
  readonly name: string;
  readonly active: boolean;
  readonly isOauthClient: boolean;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly grantedAppRoles?: readonly {
    readonly value: string;
    readonly display: string;
    readonly appId: string;
    readonly appName: string;
  }[];
}

/** A listed application as its tags describe it; absent if it is not one of this project's for a team. */
export function liveApplication(listed: Listed): LiveApplication | undefined {
  const tags = new Map(listed.tags.map(({ key, value }) => [key, value]));
  const [stack, team, client] = [ownershipTags.stack, ownershipTags.team, ownershipTags.client].map((key) =>
    tags.get(key),
  );
  if (tags.get(ownershipTags.managedBy) !== managedByValue) return undefined;
  if (stack === undefined || team === undefined || client === undefined) return undefined;
  const { id, displayName, name: clientId, active, isOauthClient, grantedAppRoles = [] } = listed;
  const kind = isOauthClient ? "client" : "resourceApplication";
  const roles = grantedAppRoles.map(({ value, display, appId, appName }) => ({
    id: value,
    displayName: display,
    app: { id: appId, displayName: appName },
  }));
  return { id, displayName, clientId, active, kind, stack, team, client, tags, roles };
}

/** `<team>/<client>` */
export function nameInManifest({ team, client }: Pick<LiveApplication, "team" | "client">): string {
  return `${team}/${client}`;
}
