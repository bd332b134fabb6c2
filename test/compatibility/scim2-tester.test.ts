import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, withoutPython } from "./installed.ts";
import { administratorToken, type ClientWorld, openClientWorld } from "./world.ts";

let world: ClientWorld;
let token: string;
beforeAll(async () => {
  // The tester sends attributes that no schema declares, such as `schemas` within an extension.
  world = await openClientWorld({ unknownAttributes: "ignore" });
  token = await administratorToken(world);
});
afterAll(() => world?.domain.close());

const extension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:";

/** Where identity domains differ from SCIM, or have rules that a schema cannot express; docs/compatibility.md says why. */
const everywhere = [
  /^object_query_with_attributes: Expected type .* but got undefined object with no schema$/,
  /^object_list_with_attributes: GET \/Resource: excluded attribute '.*' still present in /,
  /^search_with_attributes: There is nothing at \/admin\/v1\/\.search\.$/,
  /^check_(add|replace)_attribute: PATCH modify\(\) returned unexpected value for 'tags'\.$/,
  /^check_(add|remove|replace)_attribute: .* is immutable and cannot be changed\.$/,
];
const differences: Record<string, readonly RegExp[]> = {
  User: [
    ...everywhere,
    new RegExp(`^check_(add|replace)_attribute: PATCH modify\\(\\) returned .* '${extension}user:User'\\.$`),
    /^check_remove_attribute: PATCH modify\(\) did not remove attribute '(displayName|active)'$/,
    new RegExp(`^check_(add|replace)_attribute: PATCH modify\\(\\) returned .* '${extension}user:User:\\w+'\\.$`),
    /^check_replace_attribute: PATCH modify\(\) returned unexpected value for 'emails'\.$/,
  ],
  Group: [
    ...everywhere,
    /^check_(add|replace)_attribute: PATCH modify\(\) returned unexpected value for 'members'\.$/,
    new RegExp(`^check_(add|replace)_attribute: PATCH modify\\(\\) returned .* '${extension}group:Group'\\.$`),
    new RegExp(`^check_(add|replace)_attribute: PATCH modify\\(\\) returned .* '${extension}requestable:Group.*'\\.$`),
    /^check_remove_attribute: PATCH modify\(\) did not remove attribute 'nonUniqueDisplayName'$/,
  ],
};

describe.skipIf(withoutPython)(`scim2-tester${withoutPython}`, () => {
  it.each(Object.keys(differences))("finds in %s the known differences from SCIM, and no other", async (type) => {
    const { code, out, error } = await run("python", ["scim.py", world.domain.url, type], {
      env: { SCIM_TOKEN: token },
    });
    expect({ code, error }).toEqual({ code: 0, error: "" });
    const found = out.trim().split("\n");
    const known = differences[type] ?? [];
    expect(found.filter((line) => !known.some((difference) => difference.test(line)))).toEqual([]);
    expect(known.filter((difference) => !found.some((line) => difference.test(line)))).toEqual([]);
  });
});
