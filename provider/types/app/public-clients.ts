import { quote } from "../../../wording/quote.ts";
import { stackOf } from "../../requests/ownership.ts";
import { isList, isValues, type Values } from "../../values/property-values.ts";

/** The template of public clients, whose applications can be nothing else. */
const publicTemplate = "CustomBrowserMobileTemplateId";

/**
 * Refuses that a stack's client becomes public, which would end its secret, or that a public one becomes another.
 *
 * @throws Error
 */
export function refusePublicChange(olds: Values, news: Values): void {
  if (stackOf(news) === undefined || news.isOauthClient !== true || olds.isOauthClient !== true) return;
  const [was, becomes] = [olds, news].map(({ clientType }) => clientType === "public");
  if (was === becomes || (was && templateOf(olds) !== publicTemplate)) return;
  const name = `The application ${quote(olds.displayName)} (id ${olds.id})`;
  const [found, declared] = was
    ? ["is a public client, which can get no secret", `a ${news.clientType} client`]
    : ["is a client with a secret", "a public client: the secret would end, and with it every program that uses it"];
  throw new Error(
    [
      `${name} ${found}, and the program declares ${declared}. Nothing was changed.`,
      "Declare the other client under a name of its own, and remove this one when nobody uses it any more.",
    ].join("\n"),
  );
}

function templateOf({ basedOnTemplate }: Values): unknown {
  const template = isList(basedOnTemplate) ? basedOnTemplate[0] : basedOnTemplate;
  return isValues(template) ? template.value : undefined;
}
