import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { goesAlong } from "../../components/look-up/goes-along.ts";
import { lookedUp, startRecording } from "./recorder.ts";

const url = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";

/** A grant as a look-up shows it. */
const grant = (
  app: string,
  grantee: string,
  name: string,
  role?: string,
  grantMechanism = "ADMINISTRATOR_TO_USER",
) => ({
  id: `${app} ${grantee} ${role}`,
  grantMechanism,
  apps: [{ value: app }],
  entitlements: role === undefined ? [] : [{ attributeName: "appRoles", attributeValue: role }],
  grantees: [{ type: "User", value: grantee, display: name }],
  tags: [],
});

const grants = [
  grant("portal", "1", "mia"),
  grant("portal", "2", "callan"),
  grant("portal", "3", "a member of a group", undefined, "GROUP_MEMBERSHIP"),
  ...["zoe", "tom", "ann", "bob"].map((name, index) => grant("orders", `${index}`, name, "clerk")),
  grant("orders", "1", "tom", "auditor"),
  grant("orders", "portal", "", "clerk"),
  grant("finance", "portal", "payments-portal", "developer"),
  grant("finance", "reader", "payments-reader", "developer"),
];

describe("goesAlong", () => {
  beforeEach(() =>
    startRecording((_, { grantFilter }) => {
      const ids = [...String(grantFilter).matchAll(/"([^"]*)"/g)].map(([, id]) => id);
      const isOf = String(grantFilter).startsWith("app.value");
      const found = grants.filter(({ apps, grantees }) => ids.includes((isOf ? apps : grantees)[0]?.value));
      return { grants: found, totalResults: found.length };
    }),
  );

  it("counts and names who is assigned, who holds the app roles, and what the application holds itself", async () => {
    const ids = ["portal", "orders", "reader", "nobody"].map((id) => ({ id }));
    expect(Object.fromEntries(await goesAlong(ids, new DomainLookUp(url)))).toStrictEqual({
      portal: 'It takes along 2 assignments ("callan", "mia") and 2 app roles that it holds.',
      orders: 'It takes along 6 grants of its app roles ("ann", "bob", "portal" and 2 more).',
      reader: "It takes along 1 app role that it holds.",
    });
    expect(lookedUp.map(({ inputs }) => inputs.grantFilter)).toStrictEqual([
      'app.value eq "nobody" or app.value eq "orders" or app.value eq "portal" or app.value eq "reader"',
      'grantee.value eq "nobody" or grantee.value eq "orders" or grantee.value eq "portal" or grantee.value eq "reader"',
    ]);
  });

  it("makes no request without applications", async () => {
    expect(await goesAlong([], new DomainLookUp(url))).toStrictEqual(new Map());
    expect(lookedUp).toStrictEqual([]);
  });
});
