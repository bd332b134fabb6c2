import { expect, it } from "vitest";
import { renderReport } from "../../../cli/report/render.ts";
import { largeReport } from "./large-report.ts";

it("shows in the terminal nothing of the domain that would be a control character, a line of its own, or reorder text", () => {
  const report = largeReport(1);
  const finding = {
    id: "undeclared:a/b",
    environment: "prod",
    kind: "undeclared",
    severity: "high" as const,
    subject: "team\u001b[2J/client\nNo findings are active.",
    what: 'the application "\u202egpj.exe" is in no manifest',
    advice: "Delete it.",
    status: "active" as const,
    by: "John\u0007 Doe\r\nprod: approved",
    at: "2026-11-24T21:03:00Z",
  };
  const lines = renderReport({ ...report, findings: [finding] }).split("\n");
  expect(lines.filter((line) => line.includes("team"))).toEqual([
    expect.stringContaining("1 client of 1 team in prod"),
    '  prod team\\u001b[2J/client\\nNo findings are active.: the application "\\u202egpj.exe" is in no manifest (by John Doe prod: approved, 2026-11-24 21:03 UTC)',
  ]);
});
