/** The first Node that runs TypeScript without a flag. */
export const minimumNode = "22.18.0";

/**
 * Whether a version such as "v3.200.0" is at least the other; a missing part counts as 0 and a pre-release suffix is
 * ignored.
 *
 * @param {string} found
 * @param {string} wanted
 */
export function isAtLeast(found, wanted) {
  const have = parts(found);
  const want = parts(wanted);
  const differing = want.findIndex((part, i) => (have[i] ?? 0) !== part);
  return differing === -1 || (have[differing] ?? 0) > (want[differing] ?? 0);
}

/** @param {string} version */
function parts(version) {
  return version
    .replace(/^v/, "")
    .replace(/[-+].*$/, "")
    .split(".")
    .map(Number);
}
