import { didYouMean } from "../../../wording/nearest.ts";
import { quote } from "../../../wording/quote.ts";
import type { Case } from "./case.ts";
import { placeOf } from "./declared-client.ts";
import { confirmed, type Finding, likely, moot, open, ruledOut } from "./findings.ts";

// Checks of the client that sent the request.

/** Whether the message is about another identity domain than the stack's. */
export function anotherDomain({ message, domainUrl }: Case): Finding {
  const origin = message.request?.origin;
  if (origin === undefined || domainUrl === undefined || !/\/oauth2\/|\/admin\//.test(message.request?.path ?? ""))
    return open;
  const there = hostOf(origin);
  const here = hostOf(domainUrl);
  const asked = `is ${there} the stack's identity domain?`;
  if (there === here) return ruledOut(`${asked} Yes.`);
  return confirmed(
    `${asked} No, that is ${here}.`,
    `Use the token URL of the stack, ${domainUrl}/oauth2/v1/token, or --stack for the environment that the request is for.`,
  );
}

function hostOf(url: string): string {
  const { hostname, port } = new URL(url);
  return port === "" || port === "443" ? hostname : `${hostname}:${port}`;
}

/** Whether the domain has no application with the client ID. */
export async function clientUnknown(one: Case): Promise<Finding> {
  if (one.clientId === undefined) return open;
  const app = await one.app();
  if (app === "unknown") return open;
  const shown = quote(one.shown(one.clientId, 100));
  const asked = `has the domain an application with the client ID ${shown}?`;
  if (app !== undefined) return ruledOut(`${asked} Yes, ${quote(app.displayName)}.`);
  const { client } = one;
  if (client !== undefined)
    return confirmed(
      `${asked} No.`,
      `${placeOf(client, ["name"])} declares ${client.name} with it: run \`pulumi up --stack ${one.stack}\`.`,
    );
  const known = one.declared.map(({ clientId }) => clientId);
  return confirmed(
    `${asked} No.`,
    `Use the client ID of the outputs (\`idcs-apps clients --stack ${one.stack}\`), not a display name, an OCID or an id.${didYouMean(one.clientId, known)}`,
  );
}

/** Whether the application is not active. */
export async function clientInactive(one: Case): Promise<Finding> {
  const app = await one.app();
  if (app === "unknown") return open;
  if (app === undefined) return moot;
  const asked = `is ${quote(app.displayName)} active?`;
  if (app.active === true) return ruledOut(`${asked} Yes.`);
  const { client } = one;
  if (client?.manifest.state === "retired")
    return confirmed(
      `${asked} No.`,
      `It is retired: ${placeOf(client, ["state"])}. Remove \`state: retired\` and run \`pulumi up\` to use it again.`,
    );
  if (client?.manifest.active === false)
    return confirmed(
      `${asked} No.`,
      `${placeOf(client, ["active"])} says \`active: false\`: remove it and run \`pulumi up\`.`,
    );
  return confirmed(
    `${asked} No.`,
    client === undefined
      ? "Activate it in the console, or ask its owner why it was deactivated."
      : `The manifest wants it active, so it was deactivated by hand: \`idcs-apps drift\` says by whom; \`pulumi refresh\` and \`pulumi up\` activate it.`,
  );
}

/** Whether the Basic header of the message is malformed. */
export function basicMalformed({ message }: Case): Finding {
  if (message.basic === undefined) return open;
  const { problems } = message.basic;
  const asked = "is the Basic header well-formed?";
  return problems.length === 0 ? ruledOut(`${asked} Yes.`) : confirmed(`${asked} No. ${problems.join(" ")}`);
}

/** Whether the client secret of the message is not the one that the domain has. */
export async function secretWrong(one: Case): Promise<Finding> {
  const app = await one.app();
  if (app === "unknown") return open;
  if (app === undefined) return moot;
  const { secret } = one.message;
  const version = app.tags?.find(({ key }) => key === "secret-version")?.value;
  const changed = app.meta?.lastModified;
  const last = `The application was changed last on ${changed ?? "a day that the domain does not say"}${version ? `; its secret has the number ${version}` : ""}.`;
  if (secret === undefined) return { verdict: "open", checked: `was the secret regenerated lately? ${last}` };
  const isCurrent = await one.hasSecret(app.id, secret);
  const asked = `is the secret in the message the one that the domain has for ${quote(app.displayName)}?`;
  if (isCurrent === "unknown") return open;
  return isCurrent ? ruledOut(`${asked} Yes.`) : confirmed(`${asked} No. ${last}`);
}

/** Whether the client is no confidential one: then it has no secret. */
export async function clientPublic(one: Case): Promise<Finding> {
  const app = await one.app();
  if (app === "unknown") return open;
  if (app?.clientType === undefined) return moot;
  const asked = `which type of client is ${quote(app.displayName)}?`;
  return app.clientType === "public" ? confirmed(`${asked} public.`) : ruledOut(`${asked} ${app.clientType}.`);
}

/** Whether the application is no OAuth client at all. */
export async function notAClient(one: Case): Promise<Finding> {
  const app = await one.app();
  if (app === "unknown") return open;
  if (app === undefined) return moot;
  const asked = `is ${quote(app.displayName)} an OAuth client?`;
  return app.isOAuthClient === false ? confirmed(`${asked} No.`) : ruledOut(`${asked} Yes.`);
}

/** Whether the client has certificates, which its assertions must be signed with. */
export async function withoutCertificate(one: Case): Promise<Finding> {
  const app = await one.app();
  if (!one.message.hasAssertion && one.message.basic !== undefined) return moot;
  if (!one.message.hasAssertion || app === "unknown") return open;
  if (app === undefined) return moot;
  const asked = `has ${quote(app.displayName)} a certificate for assertions?`;
  const fix = one.client && `Write it at ${placeOf(one.client, ["certificates"])} and run \`pulumi up\`.`;
  return (app.certificates ?? []).length === 0 ? confirmed(`${asked} No.`, fix) : ruledOut(`${asked} Yes.`);
}

/** Whether the client may be used from some addresses only. */
export async function perimeters(one: Case): Promise<Finding> {
  const app = await one.app();
  if (app === "unknown") return open;
  if (app === undefined) return moot;
  const asked = `is ${quote(app.displayName)} limited to network perimeters?`;
  if ((app.appsNetworkPerimeters ?? []).length === 0) return ruledOut(`${asked} No.`);
  const place = one.client && `: ${placeOf(one.client, ["networkPerimeters"])}`;
  return likely(`${asked} Yes${place ?? ""}.`);
}
