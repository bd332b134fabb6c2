// The identity domain that the recording engine's look-ups show.

const integration = (instance: string, hex: string) => {
  const audience = `https://${hex}.integration.ocp.oraclecloud.com:443`;
  const scopes = ["urn:opc:resource:consumer::all", "/ic/api/"].map((value) => ({ value, fqs: `${audience}${value}` }));
  return { id: `${instance}-app`, displayName: `OICINST_${instance}`, audience, scopes };
};

const apps = [integration("finance", "F1"), integration("hr", "47")];

const appRoles = apps.flatMap(({ id }) =>
  ["ServiceDeveloper", "ServiceInvoker", "ServiceEndUser"].map((displayName) => ({
    id: `${id}-${displayName}`,
    displayName,
    apps: [{ value: id }],
    availableToClients: displayName !== "ServiceEndUser",
  })),
);

const users = ["callan@example.com", "mia@example.com"].map((userName) => ({ id: `id of ${userName}`, userName }));
const groups = ["integration-testers", "qa"].map((displayName) => ({ id: `id of ${displayName}`, displayName }));

/** Answers a look-up: everything of that kind, as a domain would whose filter found it. */
export function answer(token: string): object {
  const found = { apps, appRoles, users, groups };
  const kinds = Object.keys(found) as (keyof typeof found)[];
  const kind = kinds.find((one) => token.toLowerCase().endsWith(`getdomains${one}`.toLowerCase()));
  if (!kind) throw new Error(`no such look-up: ${token}`);
  return { [kind]: found[kind], totalResults: found[kind].length };
}
