import type { DomainContext } from "../domain-context.ts";
import type { Caller } from "../resources/caller.ts";
import { changedResource } from "../resources/new-resource.ts";
import { find } from "../resources/operations.ts";
import { isOracleCreated } from "../resources/oracle-created-apps.ts";
import { resourceTypes } from "../schemas/resource-types.ts";
import { isObject, type Json, type JsonObject, listOf, memberOf, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import { missingAttributes } from "../scim/write-rules.ts";

const schema = "urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger";

/**
 * Activates or deactivates an app. Returns the answer's body and the app's new version.
 *
 * @see Oracle, "Creating and Activating an OAuth Client App"; npm `oci-identitydomains`, AppStatusChanger
 */
export function changeAppStatus(
  domain: DomainContext,
  idOrOcid: string,
  body: Json,
  caller: Caller,
): readonly [JsonObject, string | undefined] {
  const app = find(domain, resourceTypes.App, idOrOcid);
  if (!isObject(body)) throw new ScimError("invalidJson", "The request body must be a JSON object.");
  if (listOf(body.schemas).length === 0) throw missingAttributes(["schemas"]);
  if (!listOf(body.schemas).includes(schema)) throw new ScimError("invalidSchemas", `schemas must hold ${schema}.`);
  const active = body.active;
  if (active === undefined || active === null) throw missingAttributes(["active"]);
  if (typeof active !== "boolean") throw new ScimError("invalidType", "active must be true or false.");
  if (body.id !== undefined && body.id !== app.id && body.id !== app.ocid) {
    throw new ScimError("invalidValue", "id: it must be the id or OCID of the path.");
  }
  if (isOracleCreated(app)) {
    throw new ScimError("preventedOperation", "The attribute active of an App created by Oracle cannot be changed.");
  }
  const changed = changedResource(domain, app, { ...app, active }, caller);
  domain.directory.write([{ collection: "App", put: changed }]);
  return [{ schemas: [schema], id: app.id, active }, textOf(memberOf(changed, "meta"), "version")];
}
