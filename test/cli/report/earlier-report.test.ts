import { expect, it } from "vitest";
import { earlierReport } from "../../../cli/report/diff.ts";
import { largeReport } from "./large-report.ts";

it("reads an earlier report that begins with a byte order mark, as some shells write it", () => {
  const report = largeReport(3);
  expect(earlierReport(`\uFEFF${JSON.stringify(report)}`, "last.json").clients).toHaveLength(3);
});
