import type { DomainContext } from "../domain-context.ts";
import type { Caller } from "../resources/caller.ts";
import { needsClientSecret, newClientSecret } from "../resources/client-secret.ts";
import { changedResource } from "../resources/new-resource.ts";
import { find } from "../resources/operations.ts";
import { resourceTypes } from "../schemas/resource-types.ts";
import { isObject, type Json, listOf, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import { missingAttributes } from "../scim/write-rules.ts";
import type { AdminAnswer } from "./admin-answer.ts";

const schema = "urn:ietf:params:scim:schemas:oracle:idcs:AppClientSecretRegenerator";

/**
 * Gives an app a new client secret. The previous one stops working at once; tokens that were issued with it stay valid.
 *
 * @throws ScimError `notFound`, or `invalidValue` for an app that has no secret of its own
 * @see Oracle, REST API reference, AppClientSecretRegenerator; identity-domains-api.md 4
 */
export function regenerateClientSecret(domain: DomainContext, body: Json, caller: Caller): AdminAnswer {
  if (!isObject(body)) throw new ScimError("invalidJson", "The request body must be a JSON object.");
  if (listOf(body.schemas).length === 0) throw missingAttributes(["schemas"]);
  if (!listOf(body.schemas).includes(schema)) throw new ScimError("invalidSchemas", `schemas must hold ${schema}.`);
  const appId = textOf(body, "appId");
  if (appId === undefined) throw missingAttributes(["appId"]);
  const app = find(domain, resourceTypes.App, appId);
  if (!needsClientSecret(app)) throw new ScimError("invalidValue", `appId: the App ${app.id} has no client secret.`);
  const changed = changedResource(domain, app, { ...app, clientSecret: newClientSecret() }, caller);
  domain.directory.write([{ collection: "App", put: changed }]);
  return {
    status: domain.settings.regeneratedSecretStatus,
    body: { schemas: [schema], appId: app.id, clientSecret: changed.clientSecret },
  };
}
