import { describe, expect, it } from "vitest";
import { teamCount } from "../../../cli/report/words.ts";

describe("teamCount", () => {
  it("counts a team once, however many environments it has clients in", () => {
    const team = (name: string) => ({ name, owner: `${name}@example.com`, clients: 1, apis: 0 });
    expect(teamCount([{ teams: [team("payments"), team("shop")] }, { teams: [team("payments")] }])).toBe(2);
  });
});
