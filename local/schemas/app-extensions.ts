import { type Attribute, any, boolean, complex, string } from "../scim/attribute.ts";
import { ociTagsExtension } from "./shared-attributes.ts";

const prefix = "urn:ietf:params:scim:schemas:oracle:idcs:extension:";

/** The schema extensions of App. Those without rules here are kept as sent. */
export const appExtensions: readonly Attribute[] = [
  complex(`${prefix}opcService:App`, {}, [
    string("serviceInstanceIdentifier", { mutability: "immutable", unique: true, searchable: true }),
    string("region", { mutability: "readOnly", returned: "request" }),
  ]),
  complex(`${prefix}requestable:App`, {}, [boolean("requestable", { returned: "request", searchable: true })]),
  ...[
    "managedapp:App",
    "dbcs:App",
    "enterpriseApp:App",
    "webTierPolicy:App",
    "samlServiceProvider:App",
    "kerberosRealm:App",
    "formFillApp:App",
    "formFillAppTemplate:AppTemplate",
    "radiusApp:App",
    "multicloudServiceApp:App",
  ].map((suffix) => any(prefix + suffix)),
  any(ociTagsExtension),
];
