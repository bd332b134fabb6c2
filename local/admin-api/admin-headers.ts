import { randomBytes } from "node:crypto";
import { newExecutionContextId } from "../execution-context.ts";

/** The headers of every answer of the admin API (Oracle: "Response Body"). */
export function adminHeaders(requestId: string | undefined): Readonly<Record<string, string>> {
  const ecid = newExecutionContextId();
  return {
    "Cache-Control": "no-cache, no-store, must-revalidate",
    Pragma: "no-cache",
    Expires: "Sat, 01 Jan 2000 00:00:00 GMT",
    "X-Content-Type-Options": "nosniff",
    "X-XSS-Protection": "1; mode=block",
    "X-ORACLE-DMS-ECID": ecid,
    "X-ORACLE-DMS-RID": "0:1",
    "opc-request-id": requestId ?? `${randomBytes(16).toString("hex").toUpperCase()}/${ecid}`,
  };
}
