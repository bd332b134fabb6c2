import { appOfAudiences, audiencesIn, isMeantFor } from "./audiences.ts";
import { aboutAudience } from "./checks/audience.ts";
import { aboutAssignment, aboutClient } from "./checks/client.ts";
import { aboutHolder } from "./checks/holder.ts";
import { aboutScope } from "./checks/scope.ts";
import { aboutTime } from "./checks/time.ts";
import type { Context } from "./context.ts";
import type { Finding } from "./finding.ts";

/** Everything that can be found out about an access token from its claims and what is known of the domain and the manifests. */
export function judge(context: Context): Finding[] {
  const audiences = audiencesIn(context.claims);
  const app = context.expected.app ?? appOfAudiences(context.apps, audiences);
  const isForApp = app !== undefined && isMeantFor(app, audiences);
  return [
    aboutTime(context),
    ...aboutClient(context),
    aboutAudience(context),
    // The scopes of a token for another app say nothing.
    ...(app === undefined || isForApp ? [aboutScope(context, app)] : []),
    ...aboutAssignment(context),
    ...aboutHolder(context, app),
  ];
}
