import type { z } from "zod";
import type {
  ResourceApplicationManifest,
  ResourceApplicationOverride,
  RoleHolder,
  ScopeManifest,
} from "../data/resource-application.ts";
import type { scopesSchema, WrittenResourceApplication } from "../schema/resource-application.ts";
import { tagsOf } from "../schema/tags.ts";
import type { Path, Source } from "../yaml/position.ts";
import { withOrigin } from "../yaml/problem.ts";
import { defaultDisplayName, formerName, given } from "./written.ts";

const everyone: readonly RoleHolder[] = ["clients", "users", "groups"];

type WrittenOverride = NonNullable<WrittenResourceApplication["environments"]>[string];

/** A resource application with its defaults filled in. */
export function resolveResourceApplication(
  team: string,
  written: WrittenResourceApplication,
  source: Source,
  path: Path,
): ResourceApplicationManifest {
  const { name, displayName, audience, scopes, roles = [], was = [], environments } = written;
  const application: ResourceApplicationManifest = {
    name,
    displayName: displayName ?? defaultDisplayName(team, name),
    tags: [],
    allowRefresh: false,
    secondaryAudiences: [],
    ...resolveOverride(written, source, path),
    audience,
    scopes: scopesOf(scopes, source, [...path, "scopes"]),
    roles: roles.map((role, index) =>
      withOrigin(
        { ...given(role, ["name", "description"]), name: role.name, availableTo: holders(role.availableTo) },
        { source, path: [...path, "roles", index] },
      ),
    ),
    was: [was].flat().map(formerName),
    ...(environments && {
      environments: Object.fromEntries(
        Object.keys(environments)
          .sort()
          .map((name) => [name, resolveOverride(environments[name] ?? {}, source, [...path, "environments", name])]),
      ),
    }),
  };
  return withOrigin(application, { source, path });
}

/** Written scopes with their defaults. */
export function scopesOf(written: z.output<typeof scopesSchema>, source: Source, path: Path): ScopeManifest[] {
  return written.map((scope, index) =>
    withOrigin(
      { value: scope.value, ...given(scope, ["description"]), requiresConsent: scope.requiresConsent ?? false },
      { source, path: [...path, index] },
    ),
  );
}

function resolveOverride(written: WrittenOverride, source: Source, path: Path): ResourceApplicationOverride {
  return withOrigin(
    {
      ...given(written, [
        "description",
        "audience",
        "secondaryAudiences",
        "accessTokenExpiry",
        "refreshTokenExpiry",
        "allowRefresh",
      ]),
      ...(written.tags && { tags: tagsOf(written.tags, source, [...path, "tags"]) }),
    },
    { source, path },
  );
}

/** In one order, whatever the order in the file. */
function holders(written: readonly RoleHolder[] = everyone): RoleHolder[] {
  return everyone.filter((holder) => written.includes(holder));
}
