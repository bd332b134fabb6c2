import type { Hono } from "hono";
import type { DomainContext } from "../domain-context.ts";
import type { Caller } from "../resources/caller.ts";
import { find, patch } from "../resources/operations.ts";
import { present } from "../resources/present.ts";
import { resourceTypes } from "../schemas/resource-types.ts";
import { type JsonObject, memberOf, type Resource, sameValue } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import { readSelection } from "../scim/selection.ts";
import { changeRefusal } from "../scim/write-rules.ts";
import { type AdminAnswer, respond } from "./admin-answer.ts";
import { type AdminContext, type AdminEnvironment, parametersOf } from "./admin-request.ts";
import { etagOf, isKnownVersion, refuseOtherVersion } from "./conditional-request.ts";
import { readJson } from "./read-json.ts";
import { answerOptions } from "./resource-routes.ts";

const type = resourceTypes.User;

/** What users may change of their own; an administrator may change the rest. The service has settings for it. */
const ownAttributes = [
  "name",
  "displayName",
  "nickName",
  "title",
  "profileUrl",
  "locale",
  "preferredLanguage",
  "timezone",
  "emails",
  "phoneNumbers",
  "addresses",
  "photos",
  "ims",
];
const bookkeeping = ["schemas", "meta", "idcsLastModifiedBy"];

/**
 * Adds `/Me`: the calling user's own resource, for any user, with or without an administrator role
 * (identity-domains-api.md 7).
 */
export function addMe(app: Hono<AdminEnvironment>, domain: DomainContext): void {
  const shown = (c: AdminContext, user: Resource): AdminAnswer => {
    const body = present(domain, type, user, readSelection(type, parametersOf(c)));
    const meta = memberOf(body, "meta");
    const ownMeta = { ...meta, resourceType: "Me", location: `${domain.url}/admin/v1/Me` };
    return {
      status: 200,
      body: meta === undefined ? body : { ...body, meta: ownMeta },
      headers: { ETag: etagOf(user) },
    };
  };
  app.get("/Me", (c) => {
    const user = userOf(domain, c.env.caller);
    if (isKnownVersion(c, user)) return c.body(null, 304, { ETag: etagOf(user) ?? "" });
    return respond(c, shown(c, user));
  });
  app.patch("/Me", (c) => {
    const user = userOf(domain, c.env.caller);
    refuseOtherVersion(domain, c, user);
    readSelection(type, parametersOf(c));
    return respond(c, shown(c, patch(domain, type, user, readJson(c), c.env.caller, refuseOthers)));
  });
  answerOptions(app, "/Me", "GET,HEAD,PATCH,OPTIONS");
}

function userOf(domain: DomainContext, caller: Caller): Resource {
  if (caller.type === "User") return find(domain, type, caller.id);
  const refusal = domain.settings.deniedStatus === 403 ? "accessForbidden" : "accessDenied";
  throw new ScimError(refusal, "Me is for users. The caller is an App.");
}

function refuseOthers(current: JsonObject, draft: JsonObject): void {
  for (const name of new Set([...Object.keys(current), ...Object.keys(draft)])) {
    if (ownAttributes.includes(name) || bookkeeping.includes(name)) continue;
    if (!sameValue(current[name], draft[name])) throw changeRefusal("readOnlyAttribute", name);
  }
}
