import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { capture } from "../../setup/command.mjs";
import { cacheFolder } from "../../setup/places.mjs";
import { bringChromium, type Chromium, chromiumIn, chromiumOnPath, chromiumVersion } from "./chromium.ts";

/** Why a part is not there: for the titles of the tests that are skipped. */
export interface Missing {
  readonly missing: string;
}

/** Where a virtual environment has its programs: `python`, `oci`, `schemathesis`; or `zizmor`, `check-jsonschema`, `shellcheck`. */
export interface PythonClients {
  readonly bin: string;
}

/** Where a program that is built from Go is. */
export interface GoProgram {
  readonly program: string;
}

/** The class path of the programs with the clients in Java. */
export interface JavaClients {
  readonly classPath: string;
}

/** What these tests run beside the npm packages: each is there, or says why it is not. */
export interface Installed {
  readonly python: PythonClients | Missing;
  /** The linters of the pipelines. */
  readonly linters: PythonClients | Missing;
  readonly go: GoProgram | Missing;
  readonly oauth2Proxy: GoProgram | Missing;
  readonly actionlint: GoProgram | Missing;
  readonly java: JavaClients | Missing;
  readonly chromium: Chromium | Missing;
}

/** Every package by its checksum, for every platform: nothing else is fetched, and nothing of a package runs to build it. */
const requirements = join(import.meta.dirname, "python", "requirements.txt");

/** The same for the linters of the pipelines, which need other versions of some packages. */
const linterRequirements = join(import.meta.dirname, "python", "linters.txt");

const goClients = join(import.meta.dirname, "go");
const actionlintPackage = "github.com/rhysd/actionlint/cmd/actionlint";
const oauth2ProxyPackage = "github.com/oauth2-proxy/oauth2-proxy/v7";

const quietly = ["--disable-pip-version-check", "-q", "--no-compile"];

/** Installs what these tests run into the user's cache, once for each set of versions. */
export async function ensureInstalled(): Promise<Installed> {
  // Downloads and builds side by side: the one waits for the network, the other for a processor.
  const [python, linters, go, oauth2Proxy, actionlint, java, chromium] = await Promise.all([
    ensurePythonPackages("clients in Python", requirements),
    ensurePythonPackages("linters of pipelines", linterRequirements),
    ensureGoProgram("go-clients", goClients, ".", withoutOptimization),
    ensureGoProgram("oauth2-proxy", join(goClients, "oauth2-proxy"), oauth2ProxyPackage, withoutOptimization),
    ensureGoProgram("actionlint", join(goClients, "actionlint"), actionlintPackage, withoutOptimization),
    ensureJavaClients(),
    ensureChromium(),
  ]);
  return { python, linters, go, oauth2Proxy, actionlint, java, chromium };
}

/** A virtual environment with the packages of a file, each by its checksum. */
export async function ensurePythonPackages(what: string, requirements: string): Promise<PythonClients | Missing> {
  const version = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const installed = await installOnce(`python-${version}`, async (folder) => {
    const made = await capture("", "python3", ["-m", "venv", folder]);
    if (made.code === 127) return "there is no python3";
    if (made.code !== 0) return `python3 cannot create a virtual environment (${lastLine(made.output)})`;
    const { code, output } = await capture(
      `installing the ${what} that the tests use, once per user`,
      join(folder, "bin", "pip"),
      ["install", ...quietly, "--no-deps", "--only-binary=:all:", "--require-hashes", "-r", requirements],
    );
    return code === 0 ? undefined : `pip cannot install the ${what} (${lastLine(output)})`;
  });
  return "missing" in installed ? installed : { bin: join(installed.folder, "bin") };
}

/** Without optimization, which takes longer than the tests. */
const withoutOptimization = "-gcflags=all=-N -l";

/**
 * Builds a package of a module from what its `go.sum` locks: the checksums are those of Go's checksum database.
 *
 * @param name of the program's file
 */
export async function ensureGoProgram(
  name: string,
  source: string,
  packageName: string,
  ...more: string[]
): Promise<GoProgram | Missing> {
  const hash = createHash("sha256").update(packageName);
  for (const file of readdirSync(source).filter((one) => /^go\.|\.go$/.test(one))) {
    hash.update(readFileSync(join(source, file)));
  }
  const installed = await installOnce(`${name}-${hash.digest("hex").slice(0, 16)}`, async (folder) => {
    if ((await capture("", "go", ["version"])).code === 127) return "there is no go";
    const flags = ["-trimpath", "-buildvcs=false", "-ldflags=-s -w", ...more];
    const { code, output } = await capture(
      `building ${name} for the tests, once per user`,
      "go",
      ["build", ...flags, "-o", join(folder, name), packageName],
      { cwd: source, env: { ...process.env, GOFLAGS: "-mod=readonly" } },
    );
    return code === 0 ? undefined : `go cannot build ${name} (${lastLine(output)})`;
  });
  return "missing" in installed ? installed : { program: join(installed.folder, name) };
}

/** Fetches the jars of `java/jars.txt` through Maven, compares their checksums, and then compiles `java/` with them. */
async function ensureJavaClients(): Promise<JavaClients | Missing> {
  const source = join(import.meta.dirname, "java");
  const programs = readdirSync(source).filter((name) => name.endsWith("Client.java"));
  const hash = createHash("sha256");
  for (const file of ["jars.txt", "FetchJars.java", ...programs]) hash.update(readFileSync(join(source, file)));
  const classPathIn = (folder: string) => [join(folder, "classes"), join(folder, "jars", "*")].join(delimiter);
  const installed = await installOnce(`java-${hash.digest("hex").slice(0, 16)}`, async (folder) => {
    const maven = await capture("", "mvn", ["--version"]);
    if (maven.code === 127) return "there is no mvn";
    const home = /^Maven home: (.*)$/m.exec(maven.output)?.[1];
    if (home === undefined) return `mvn does not run (${lastLine(maven.output)})`;
    if ((await capture("", "javac", ["-version"])).code === 127) return "there is no javac";
    mkdirSync(join(folder, "jars"));
    const ofMaven = [join(home, "lib", "*"), join(home, "boot", "*")].join(delimiter);
    const fetched = await capture(
      "fetching the clients in Java that the tests use, once per user",
      "java",
      [`-Dmaven.home=${home}`, "-cp", ofMaven, join(source, "FetchJars.java"), "jars.txt", join(folder, "jars")],
      { cwd: source },
    );
    if (fetched.code !== 0) return `the clients cannot be fetched (${lastLine(fetched.output)})`;
    const args = ["-proc:none", "-cp", classPathIn(folder), "-d", join(folder, "classes"), ...programs];
    const { code, output } = await capture("", "javac", args, { cwd: source });
    return code === 0 ? undefined : `javac cannot compile the clients (${lastLine(output)})`;
  });
  return "missing" in installed ? installed : { classPath: classPathIn(installed.folder) };
}

async function ensureChromium(): Promise<Chromium | Missing> {
  const own = await chromiumOnPath();
  if (own) return own;
  const installed = await installOnce(`chromium-${chromiumVersion}-with-fonts`, bringChromium);
  return "missing" in installed ? installed : chromiumIn(installed.folder);
}

/**
 * Fills a folder of its own and, when that is done, gives it its name by a link: what is found under a name is complete,
 * and its path, which virtual environments have written into them, never changes.
 *
 * @param bring returns the obstacle, if any
 */
async function installOnce(
  name: string,
  bring: (folder: string) => Promise<string | undefined>,
): Promise<{ folder: string } | Missing> {
  const home = join(cacheFolder, "compatibility", name);
  if (existsSync(home)) return { folder: realpathSync(home) };
  mkdirSync(dirname(home), { recursive: true });
  const work = mkdtempSync(`${home}-`);
  let isComplete = false;
  try {
    const missing = await bring(work);
    if (missing) return { missing };
    rmSync(home, { force: true });
    symlinkSync(basename(work), home);
    isComplete = true;
    return { folder: realpathSync(home) };
  } finally {
    if (!isComplete) rmSync(work, { recursive: true, force: true });
  }
}

function lastLine(output: string): string {
  return output.trim().split("\n").at(-1) ?? "";
}
