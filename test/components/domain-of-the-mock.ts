// The identity domain that the recording engine's look-ups show.

/** A resource app as a look-up shows it. */
export const resourceApp = (id: string, displayName: string, audience: string, scopes: readonly string[]) => ({
  id,
  displayName,
  name: `${id}_APPID`,
  ocid: `ocid1.domainapp.oc1..${id}`,
  basedOnTemplates: [{ value: "CustomWebAppTemplateId" }],
  audience,
  scopes: scopes.map((value) => ({ value, fqs: `${audience}${value}`, description: "", requiresConsent: false })),
  allowOffline: id === "finance-app",
  allowedGrants: id === "utilities" ? ["client_credentials", "password"] : [],
  protectableSecondaryAudiences: [],
});

const integration = (instance: string, hex: string) => {
  const audience = `https://${hex}.integration.ocp.oraclecloud.com:443`;
  return resourceApp(`${instance}-app`, `OICINST_${instance}`, audience, [
    "urn:opc:resource:consumer::all",
    "/ic/api/",
  ]);
};

const apps = [
  integration("finance", "F1"),
  integration("hr", "47"),
  resourceApp("utilities", "Utilities (dev)", "https://utilities.example.com", ["/rest/*", "/soap/*", "/*"]),
  resourceApp("assistant", "Assistant (dev)", "https://assistant.example.com", ["/all"]),
];

const role = (appId: string, displayName: string, availableToClients = true) => ({
  id: `${appId}-${displayName}`,
  displayName,
  apps: [{ value: appId }],
  availableToClients,
  availableToUsers: true,
  availableToGroups: displayName !== "ServiceInvoker",
});

const appRoles = [
  ...["finance-app", "hr-app"].flatMap((id) => [
    role(id, "ServiceDeveloper"),
    role(id, "ServiceInvoker"),
    role(id, "ServiceEndUser", false),
  ]),
  role("utilities", "ServiceUser"),
  role("IDCSAppId", "User Administrator"),
  role("IDCSAppId", "Audit Administrator"),
];
const networkPerimeters = [{ id: "id of office", name: "office" }];

const users = ["callan@example.com", "mia@example.com"].map((userName) => ({ id: `id of ${userName}`, userName }));
const groups = ["integration-testers", "qa"].map((displayName) => ({ id: `id of ${displayName}`, displayName }));

/** Answers a look-up: everything of that kind, as a domain would whose filter found it; of the stack's own applications, none. */
export function answer(token: string, { appFilter = "" }: { readonly appFilter?: unknown } = {}): object {
  if (String(appFilter).startsWith("tags[")) return { apps: [], totalResults: 0 };
  const found = { apps, appRoles, users, groups, networkPerimeters };
  const kinds = Object.keys(found) as (keyof typeof found)[];
  const kind = kinds.find((one) => token.toLowerCase().endsWith(`getdomains${one}`.toLowerCase()));
  if (!kind) throw new Error(`no such look-up: ${token}`);
  return { [kind]: found[kind], totalResults: found[kind].length };
}
