import type { Hono } from "hono";
import type { DomainContext } from "../domain-context.ts";
import { list } from "../resources/listing.ts";
import { create, find, patch, remove, replace } from "../resources/operations.ts";
import { present } from "../resources/present.ts";
import type { ResourceType } from "../schemas/resource-types.ts";
import type { Json, Resource } from "../scim/json.ts";
import type { ListAnswer } from "../scim/list.ts";
import { readSelection } from "../scim/selection.ts";
import { type AdminAnswer, refuseVerb, respond } from "./admin-answer.ts";
import { type AdminContext, type AdminEnvironment, idOf, parametersOf } from "./admin-request.ts";
import { etagOf, isKnownVersion, refuseOtherVersion } from "./conditional-request.ts";
import { type Access, authorize } from "./permissions.ts";
import { readJson } from "./read-json.ts";
import { answerOnce } from "./retry-token.ts";
import { searchParameters } from "./search-request.ts";

/** Adds the endpoints of a resource type: the collection, its search, and its members by id or OCID. */
export function addResourceType(app: Hono<AdminEnvironment>, domain: DomainContext, type: ResourceType): void {
  const collection = `/${type.endpoint}`;
  const search = `${collection}/.search`;
  const member = `${collection}/:id`;
  const may = (c: AdminContext, access: Access) => authorize(domain, c.env.caller, type.endpoint, access);
  const shown = (c: AdminContext, status: 200 | 201, resource: Resource): AdminAnswer => {
    const body = present(domain, type, resource, readSelection(type, parametersOf(c)));
    return { status, body, headers: { ETag: etagOf(resource) } };
  };

  app.get(collection, (c) => {
    may(c, "read");
    return respond(c, listed(list(domain, type, parametersOf(c))));
  });
  app.post(collection, (c) => {
    may(c, "write");
    readSelection(type, parametersOf(c));
    const body = readJson(c);
    return respond(
      c,
      answerOnce(domain, c, () => shown(c, 201, create(domain, type, body, c.env.caller))),
    );
  });
  answerOptions(app, collection, "GET,HEAD,POST,OPTIONS");

  app.post(search, (c) => {
    may(c, "read");
    return respond(c, listed(list(domain, type, searchParameters(readJson(c)))));
  });
  answerOptions(app, search, "POST,OPTIONS");

  app.get(member, (c) => {
    may(c, "read");
    const resource = find(domain, type, idOf(c));
    if (isKnownVersion(c, resource)) return c.body(null, 304, { ETag: etagOf(resource) ?? "" });
    return respond(c, shown(c, 200, resource));
  });
  const changing = (change: typeof replace) => (c: AdminContext) => {
    may(c, "write");
    readSelection(type, parametersOf(c));
    const current = find(domain, type, idOf(c));
    refuseOtherVersion(domain, c, current);
    const body: Json = readJson(c);
    return respond(c, shown(c, 200, change(domain, type, current, body, c.env.caller)));
  };
  if (type.replaceable) app.put(member, changing(replace));
  app.patch(member, changing(patch));
  app.delete(member, (c) => {
    may(c, "write");
    const current = find(domain, type, idOf(c));
    refuseOtherVersion(domain, c, current);
    remove(domain, type, current, parametersOf(c).get("forceDelete")?.toLowerCase() === "true");
    return c.body(null, 204);
  });
  answerOptions(app, member, type.replaceable ? "GET,HEAD,PUT,PATCH,DELETE,OPTIONS" : "GET,HEAD,PATCH,DELETE,OPTIONS");
}

/** Answers `OPTIONS` of a path with its methods, and refuses every method that was not added before. */
export function answerOptions(app: Hono<AdminEnvironment>, path: string, methods: string): void {
  app.options(path, (c) => c.body(null, 200, { Allow: methods }));
  app.all(path, () => refuseVerb(methods.replaceAll(",", ", ")));
}

/** The answer of a list request. */
export function listed({ body, nextPage }: ListAnswer): AdminAnswer {
  return { status: 200, body, headers: { "opc-next-page": nextPage } };
}
