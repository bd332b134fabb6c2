import { describe, expect, it } from "vitest";
import { Floor } from "../../bench/floor.ts";
import type { RecordedRequest } from "../../bench/recording-proxy.ts";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";

const appThen = "a".repeat(32);
const grantThen = "b".repeat(32);
const appNow = "c".repeat(32);
const grantNow = "d".repeat(32);

/** A domain that gives its resources the ids of this time and remembers what it was asked. */
function domainThatRemembers() {
  const asked: string[] = [];
  const note = async (...words: unknown[]) => {
    asked.push(words.map((word) => (typeof word === "object" ? JSON.stringify(word) : String(word))).join(" "));
  };
  const domain = {
    create: async (collection: string, resource: object) => {
      await note("create", collection, resource);
      return { id: collection === "Apps" ? appNow : grantNow, ocid: "none" };
    },
    remove: (collection: string, id: string) => note("remove", collection, id),
    changeStatus: (id: string, active: boolean) => note("changeStatus", id, active),
  };
  return { asked, domain: domain as unknown as IdentityDomain };
}

function recorded(
  began: number,
  method: string,
  target: string,
  body = "",
  id?: string,
  status = 200,
): RecordedRequest {
  const answered = id === undefined ? {} : { id };
  return { method, target: `/admin/v1/${target}`, body, status, answered, began, ended: began + 1 };
}

describe("Floor", () => {
  it("sends what succeeded again with the ids of this time, in order for each application", async () => {
    const { asked, domain } = domainThatRemembers();
    const floor = new Floor(domain, 8);
    await floor.send([
      recorded(1, "POST", "Apps", '{"displayName":"one"}', appThen),
      recorded(2, "POST", "Grants", "{}", undefined, 409),
      recorded(3, "POST", "Grants", `{"grantee":{"value":"${appThen}"}}`, grantThen),
    ]);
    await floor.send([
      recorded(5, "DELETE", `Grants/${grantThen}`),
      recorded(7, "PUT", `AppStatusChanger/${appThen}`, '{"active":false}'),
      recorded(9, "DELETE", `Apps/${appThen}`),
    ]);
    expect(asked).toEqual([
      'create Apps {"displayName":"one"}',
      `create Grants {"grantee":{"value":"${appNow}"}}`,
      `remove Grants ${grantNow}`,
      `changeStatus ${appNow} false`,
      `remove Apps ${appNow}`,
    ]);
  });
});
