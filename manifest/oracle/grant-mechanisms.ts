/** Mechanisms of grants that nobody grants: they follow from other grants. Evidence: docs/identity-domains-api.md 6.3. */
export const mechanismsOfDomain: readonly string[] = ["GROUP_MEMBERSHIP"];

/**
 * Mechanisms of grants that administrators give, in the console or by a program. All others are Oracle's own, or follow from a
 * synchronisation or a request. Evidence: docs/identity-domains-api.md 6.1.
 */
export const mechanismsOfAdministrators: readonly string[] = [
  "ADMINISTRATOR_TO_APP",
  "ADMINISTRATOR_TO_USER",
  "ADMINISTRATOR_TO_GROUP",
];
