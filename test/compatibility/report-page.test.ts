// biome-ignore-all lint/performance/useDomNodeTextContent: what a reader sees is asked of the browser.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pageOf } from "../../cli/report/page/page.ts";
import { largeReport } from "../cli/report/large-report.ts";
import { launchOptions } from "./chromium.ts";
import { browser as installed, withoutBrowser } from "./installed.ts";

let running: Browser;
let folder: string;
let address: string;
/** The page of a thousand clients, opened once: to lay it out takes seconds on a busy machine. */
let large: Awaited<ReturnType<typeof open>>;

beforeAll(async () => {
  if (installed === undefined) return;
  running = await chromium.launch(launchOptions(installed));
  folder = mkdtempSync(join(tmpdir(), "idcs-apps-report-"));
  const file = join(folder, "report.html");
  writeFileSync(file, await pageOf(largeReport(1000)));
  writeFileSync(join(folder, "small.html"), await pageOf(largeReport(30)));
  address = pathToFileURL(file).href;
  large = await open();
});
afterAll(async () => {
  await running?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

/** The page of thirty clients, which has every kind of cell that the other one has. */
const small = () => address.replace("report.html", "small.html");

/** Opens the page; what it prints to the console and requests is kept. */
async function open(scheme: "light" | "dark" = "light", url = address) {
  const context = await running.newContext({ colorScheme: scheme, viewport: { width: 1400, height: 1000 } });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const said: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, said, requests, close: () => context.close() };
}

/** How long a search may take on a busy machine. The page forbids `eval`, which Playwright's own waiting for a condition needs. */
const patient = { timeout: 60_000 };
const shownClients = (page: Page) => page.locator("#clients-list tbody tr:not([hidden])").count();
const visibleRows = (page: Page, table: string) => page.locator(`#${table} tbody tr:visible`).count();
const firstRow = (page: Page, table: string) => page.locator(`#${table} tbody tr`).first().locator("th").innerText();

describe.skipIf(withoutBrowser)(`the page of a report on 1,000 clients in Chromium${withoutBrowser}`, () => {
  it("makes no request, prints nothing to the console, and runs nothing of a hostile name", async () => {
    const { page, said, requests } = large;
    expect(await page.title()).toBe("Access report: prod");
    expect(await page.locator("img, iframe, object, script").count()).toBe(1);
    expect(await page.locator("a:not([href^='#'])").count()).toBe(0);
    expect({ said, requests }).toEqual({ said: [], requests: [address] });
  });

  it("searches clients by all words of a row, and says how many are shown", async () => {
    const { page } = large;
    await page.getByLabel("Search clients").fill("team-042 client_0421");
    const status = page.locator("#clients-list-tools [role=status]");
    await expect.poll(() => status.innerText(), patient).toBe("1 of 1000 rows");
    expect(await firstVisible(page)).toMatch(/^team-042\/client-0421/);
    await page.getByLabel("Search clients").fill("");
  });

  it("sorts by the keyboard, and says so to a screen reader", async () => {
    const { page } = large;
    const head = page.locator("#clients-list thead th").first();
    expect(await head.getAttribute("aria-sort")).toBe("none");
    await head.getByRole("button").focus();
    await page.keyboard.press("Enter");
    expect([await head.getAttribute("aria-sort"), await firstRow(page, "clients-list")]).toEqual([
      "ascending",
      expect.stringContaining("team-000/client-0000"),
    ]);
    await page.keyboard.press("Enter");
    expect([await head.getAttribute("aria-sort"), await firstRow(page, "clients-list")]).toEqual([
      "descending",
      expect.stringContaining("team-099/client-0999"),
    ]);
  });

  it("leads from a finding, and from a box of the graph, to the row of the client, also if a search hides it", async () => {
    const { page } = large;
    await page.getByLabel("Search clients").fill("nothing has this");
    await expect.poll(() => shownClients(page), patient).toBe(0);
    await page.locator("#findings-list tbody th a").first().press("Enter");
    await expect.poll(() => shownClients(page), patient).toBe(1000);
    expect(await page.locator("tr:target").innerText()).toContain("team-000/client-0003");
    await page.locator("details.part summary", { hasText: "team-001: 10 clients" }).press("Enter");
    await page.locator("details.part[open] svg .client").first().locator("..").press("Enter");
    expect(await page.locator("tr:target").innerText()).toMatch(/team-001\/client-001\d/);
  });

  it("unfolds everything for print, and folds it again", async () => {
    const { page, close } = await open("light", small());
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator("details:not([open])").count()).toBe(0);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator("details[open]").count()).toBe(0);
    expect(await visibleRows(page, "findings-list")).toBe(await page.locator("#findings-list tbody tr").count());
    await close();
  });

  it.each(["light", "dark"] as const)("has no problem of accessibility that axe finds, %s", async (scheme) => {
    // Contrast is measured cell by cell, which takes minutes for a thousand clients.
    const { page, close } = await open(scheme, small());
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)])).toEqual([]);
    await close();
  });
});

function firstVisible(page: Page): Promise<string> {
  return page.locator("#clients-list tbody tr:not([hidden]) th").first().innerText();
}
