import fc from "fast-check";

// Manifests as people and generators write them, wrong ones included: most values are usual, some at the edge of what is allowed.

/** Characters that look like others, are not seen, or mean something elsewhere. */
const odd = [
  ..."\u0000\t\n\r\u001b\u007f\u0085\u00a0\u00ad\u200b\u200d\u202e\u2028\u2060\ufeff\ufffd\ud800",
  ..."aAäÄ\u0061\u0308éİıſßǅΣςK🙂аⅠ９",
  ..." \\\"'`#%&*+,-./:;<=>?@[]^_{|}~$!()",
];
const oddText = fc.string({ unit: fc.constantFrom(...odd, ..."abcXYZ019"), maxLength: 12 });

/** Strings of a length around a limit. */
const around = (limit: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom("a", "ä", "🙂", "a ", "e\u0301"), fc.constantFrom(-1, 0, 1))
    .map(([unit, more]) => unit.repeat(limit).slice(0, limit + more));

/** Mostly a usual value, sometimes another one. */
const mostly = (usual: fc.Arbitrary<unknown>, ...others: fc.Arbitrary<unknown>[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 25, arbitrary: usual }, ...others.map((arbitrary) => ({ weight: 1, arbitrary })));

const text = (...others: fc.Arbitrary<string>[]) =>
  mostly(fc.stringMatching(/^[!-~]([ -~]{0,18}[!-~])?$/), oddText, fc.string({ unit: "grapheme" }), ...others);
const host = fc.constantFrom(
  "app.example.com",
  "app.example.com",
  "APP.example.com",
  "localhost",
  "127.0.0.1",
  "[::1]",
  "münchen.example",
  "a_b.example",
);
const scheme = mostly(fc.constant("https"), fc.constantFrom("HTTPS", "Https", "http", "HTTP", "myapp", "urn:ietf"));
const path = mostly(
  fc.constantFrom("/cb", "", "/", "/a/../b", "/*", "/%41", "?a=b", ":443/cb"),
  fc.constantFrom("/%zz", ":99999/", "#x"),
  oddText,
);
const url = mostly(
  fc.tuple(scheme, host, path).map(([first, second, third]) => `${first}://${second}${third}`),
  fc.constantFrom(
    "urn:ietf:wg:oauth:2.0:oob",
    "com.example.app:/cb",
    "https:app.example.com",
    "//app",
    "https://",
    "https://u:p@a",
  ),
  oddText,
);
const name = mostly(fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/), around(40), oddText);
const flag = mostly(fc.boolean(), fc.constantFrom("yes", 1, null));
const number = mostly(
  fc.constantFrom(1, 59, 60, 61, 3600, 31_535_999, 31_536_000, 31_536_001),
  fc.integer(),
  fc.double(),
);
const several = (item: fc.Arbitrary<unknown>, minLength = 0) =>
  fc.uniqueArray(item, { minLength, maxLength: 3, selector: (one) => JSON.stringify(one) });
const tags = fc.dictionary(text() as fc.Arbitrary<string>, text(), { maxKeys: 3 });
const description = text(around(250), fc.constant("  \n"));
const displayName = text(around(125), fc.constantFrom("Ledger", "LEDGER", "ledger", "Le\u0301dger", "L\u00e9dger"));

const audience = mostly(
  fc.constantFrom(
    "https://orders.example.com/",
    "https://Orders.example.com/",
    "https://o.example/",
    "orders",
    "orders.",
  ),
  text(),
);
const scope = fc.record(
  {
    value: mostly(fc.constantFrom("read", "Read", "write", ".read", "/*"), text()),
    displayName: text(around(125)),
    description,
    requiresConsent: flag,
  },
  { requiredKeys: ["value"] },
);
const role = fc.record(
  { name: mostly(fc.constantFrom("Clerk", "clerk", "Administrator"), text(around(125))), description },
  { requiredKeys: ["name"] },
);
const lifetime = mostly(number, fc.constantFrom("none", "None"));
const tokenKeys = {
  secondaryAudiences: several(audience),
  allowRefresh: flag,
  accessTokenExpiry: lifetime,
  refreshTokenExpiry: lifetime,
  roles: several(role),
};
const api = fc.record({ audience, scopes: several(scope, 1), ...tokenKeys }, { requiredKeys: ["audience", "scopes"] });

const clientKeys = {
  api,
  displayName,
  description,
  clientId: mostly(fc.stringMatching(/^[A-Za-z0-9_]{1,9}$/), around(255), oddText),
  active: flag,
  redirectUrls: several(url),
  postLogoutRedirectUrls: several(url),
  logoutUrl: url,
  integrationCallback: mostly(host, url),
  authorizedResources: fc.oneof(fc.constantFrom("specific", "all", "Specific", "tagged"), fc.record({ tagged: tags })),
  tags,
  enforceGrants: flag,
  secretVersion: number,
  landingPageUrl: url,
  iconUrl: url,
  customSignInUrl: url,
  customErrorUrl: url,
  privacyPolicyUrl: url,
  contactEmailAddress: mostly(fc.emailAddress(), text()),
  clientType: fc.constantFrom("confidential", "trusted", "Trusted", "public"),
  showInMyApps: flag,
  allowHttpUrls: flag,
  allowedOperations: several(fc.constantFrom("introspect", "onBehalfOfUser", "On behalf of")),
  bypassConsent: flag,
  idTokenEncryption: fc.constantFrom("A128CBC-HS256", "A256GCM", "none", "a128gcm"),
};
const grantType = fc.constantFrom(
  "client_credentials",
  "authorization_code",
  "refresh_token",
  "password",
  "implicit",
  "Device code",
);

const client = fc
  .tuple(
    fc.record({
      name,
      grantTypes: fc.uniqueArray(grantType, { minLength: 1, maxLength: 3 }),
      access: fc.constant([]),
      redirectUrls: fc.constant(["https://ledger.example.com/callback"]),
    }),
    fc.record(clientKeys, { requiredKeys: [] }),
    fc.subarray(Object.keys(clientKeys), { maxLength: 4 }),
  )
  .map(([least, keys, kept]) => ({ ...least, ...only(keys, kept) }));

const applicationKeys = {
  displayName,
  description,
  active: flag,
  tags,
  ...tokenKeys,
};
const application = fc
  .tuple(
    fc.record({ name, audience, scopes: several(scope, 1) }),
    fc.record(applicationKeys, { requiredKeys: [] }),
    fc.subarray(Object.keys(applicationKeys), { maxLength: 3 }),
  )
  .map(([least, keys, kept]) => ({ ...least, ...only(keys, kept) }));

/** A team's manifest, as data. */
export const manifest = fc.record({
  team: fc.constant("payments"),
  owner: mostly(fc.constant("payments@example.com"), fc.emailAddress()),
  clients: fc.array(client, { maxLength: 2 }),
  resourceApplications: fc.array(application, { maxLength: 2 }),
});

function only(keys: Readonly<Record<string, unknown>>, kept: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(keys).filter(([key]) => kept.includes(key)));
}
