import { create, ownScope } from "../../../cli/conformance/ask/context.ts";
import { cleanUp } from "../../../cli/conformance/clean-up.ts";
import { seeClaims } from "../../../cli/conformance/look/claims.ts";
import { seeDiscovery } from "../../../cli/conformance/look/discovery.ts";
import type { Look } from "../../../cli/conformance/look/facts.ts";
import { seeLists } from "../../../cli/conformance/look/lists.ts";
import { seeSchemas } from "../../../cli/conformance/look/schemas.ts";
import { newNames } from "../../../cli/conformance/own-application.ts";
import { sendTo, textIn } from "../../../cli/conformance/send.ts";
import { startWorld } from "./world.ts";

/** What the local domain shows, as the command sees it. */
export async function lookAt(): Promise<Look> {
  const { domain, admin, credentials } = await startWorld();
  const send = sendTo(admin.url, credentials, { fetch: (input, init) => domain.fetch(new Request(input, init)) });
  const app = await create(send, newNames());
  const own = await app.token({ grant_type: "client_credentials", scope: ownScope });
  const look = {
    schemas: await seeSchemas(send),
    discovery: await seeDiscovery(send),
    claims: seeClaims(textIn(own.body, "access_token") ?? ""),
    lists: await seeLists(send),
  };
  await cleanUp(send);
  return look;
}
