import { Refusal } from "../refusal.ts";
import { type RefusalName, refusals } from "./message-ids.ts";

const errorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";
const errorExtension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error";

/** A refusal of the admin API, with its answer. */
export class ScimError extends Refusal {
  override readonly name = "ScimError";
  readonly refusal: RefusalName;
  /** The `Allow` header of a 405 (RFC 9110, section 15.5.6). */
  readonly allow: string | undefined;

  constructor(refusal: RefusalName, detail: string, allow?: string) {
    super(detail);
    this.refusal = refusal;
    this.allow = allow;
  }

  /** The HTTP status of the answer. */
  get status(): (typeof refusals)[RefusalName]["status"] {
    return refusals[this.refusal].status;
  }

  /** The answer's body; `status` is a string (RFC 7644, section 3.12; Oracle: "Response Body"). */
  body(): object {
    return {
      schemas: [errorSchema, errorExtension],
      detail: this.message,
      status: String(this.status),
      [errorExtension]: { messageId: refusals[this.refusal].messageId },
    };
  }
}
