import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type RunningLocalDomain, startLocalDomain } from "../../local/server.ts";
import { withLocalFingerprint } from "../../setup/local-stack.mjs";
import { evaluated, type ShellStep } from "../pipelines/steps.ts";
import { Processes } from "../processes/start.ts";

const checkout = resolve(import.meta.dirname, "..", "..");

/** What a fresh checkout has besides the files of its repository: the program, which the tests do not copy. */
const program = [
  "index.ts",
  "components",
  "manifest",
  "plan",
  "provider",
  "identity-domain",
  "naming",
  "oauth",
  "vault",
  "wording",
  "cli",
  "setup",
  "node_modules",
  "package.json",
  "tsconfig.json",
];

/** What a step did. */
export interface Done {
  readonly name: string;
  readonly code: number;
  readonly output: string;
  /** The variables that it could read. */
  readonly env: Readonly<Record<string, string>>;
}

/** A runner that has begun a job: a fresh checkout, and an empty home. */
export interface JobFolder {
  /** The checkout. */
  readonly folder: string;
  /** `RUNNER_TEMP`. */
  readonly temp: string;
  /** Runs a step with these variables and nothing of the test's own environment. */
  run(
    step: ShellStep,
    context: Readonly<Record<string, string>>,
    more?: Readonly<Record<string, string>>,
  ): Promise<Done>;
  /** Every file of the job, with what it contains; not what git has packed, which is the repository's history. */
  files(): { file: string; text: string }[];
}

/** A repository on a forge, a domain, a state, and who may do what. */
export interface PipelineWorld {
  readonly domain: RunningLocalDomain;
  /** What only privileged jobs get. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The address of the repository on the forge, as git has it. */
  readonly origin: string;
  /** Where the state is. */
  readonly backend: string;
  /** Commits files to a branch or another ref of the forge, on top of `main`; `null` deletes one. */
  commit(ref: string, files: Readonly<Record<string, string | null | { link: string }>>): string;
  git(...args: string[]): string;
  /** The secrets of the clients that were deployed, by the outputs of their stack. They are read once. */
  clientSecrets(): string[];
  /** The scripts of the steps that have run, by their places. */
  readonly ran: ReadonlyMap<string, string>;
  /** The files that all jobs have left, without what is linked or git's. */
  jobFiles(): string[];
  /** Begins a job, which checks out a ref. */
  job(ref: string): JobFolder;
  close(): Promise<void>;
}

/** Creates the world, with a domain for the environment `prod` and the program of this checkout. */
export async function createPipelineWorld(files: Readonly<Record<string, string>>): Promise<PipelineWorld> {
  const root = mkdtempSync(join(tmpdir(), "idcs-apps-pipelines-"));
  const origin = join(root, "forge", "identity.git");
  const work = join(root, "work");
  for (const name of ["forge", "state", "bin", "jobs", "work"]) mkdirSync(join(root, name));
  const domain = await startLocalDomain();
  // Instead of npm, which would prepare Node and the dependencies first: that has tests of its own, in test/setup.
  const npm = join(root, "bin", "npm");
  const programs = `idcs-apps) program=cli/main.ts ;;\n  forge) program=examples/pipelines/forge/main.ts ;;`;
  writeFileSync(
    npm,
    `#!/bin/bash\n[ "$1 $2 $4" = "run --silent --" ] || exit 64\ncase $3 in\n  ${programs}\n  *) exit 64 ;;\nesac\nexec '${process.execPath}' --disable-warning=ExperimentalWarning "${checkout}/$program" "\${@:5}"\n`,
    { mode: 0o755 },
  );
  writeFileSync(
    join(root, "bin", "gh"),
    '#!/bin/bash\necho "gh $*" >>"$RUNNER_TEMP/gh"\n[ "$1 $2" != "run list" ] || echo cancelled\n',
    { mode: 0o755 },
  );
  const plainEnv = {
    PATH: `${join(root, "bin")}:${process.env.PATH}`,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null",
    GIT_AUTHOR_NAME: "A",
    GIT_AUTHOR_EMAIL: "a@example.com",
    GIT_COMMITTER_NAME: "A",
    GIT_COMMITTER_EMAIL: "a@example.com",
  };
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: work, env: plainEnv, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
  execFileSync("git", ["init", "-q", "--bare", "-b", "main", origin], { env: plainEnv });
  // As GitLab does.
  execFileSync("git", ["config", "receive.advertisePushOptions", "true"], { cwd: origin, env: plainEnv });
  git("init", "-q", "-b", "main");
  git("remote", "add", "origin", origin);
  for (const name of ["Pulumi.yaml", "main.mjs", ".gitignore"]) cpSync(join(checkout, name), join(work, name));
  for (const name of readdirSync(join(checkout, "examples", "pipelines")).filter((one) => one.endsWith(".sh"))) {
    mkdirSync(join(work, "examples", "pipelines"), { recursive: true });
    cpSync(join(checkout, "examples", "pipelines", name), join(work, "examples", "pipelines", name));
  }
  const put = (file: string, text: string) => {
    mkdirSync(join(work, file, ".."), { recursive: true });
    writeFileSync(join(work, file), text);
  };
  appendFileSync(join(work, ".gitignore"), program.map((name) => `/${name}\n`).join(""));
  put("environments/prod.yaml", `identityDomain: { url: "${domain.url}" }\n`);
  put("Pulumi.prod.yaml", "config: { oci:auth: ApiKey }\n");
  for (const [file, text] of Object.entries(files)) put(file, text);
  git("add", "-A");
  git("commit", "-qm", "The main branch");
  git("push", "-q", "origin", "main");
  const processes = new Processes();
  const ran = new Map<string, string>();
  let known: string[] | undefined;
  const world: PipelineWorld = {
    domain,
    origin: `file://${origin}`,
    ran,
    jobFiles: () => filesIn(join(root, "jobs")),
    backend: `file://${join(root, "state")}`,
    secrets: {
      PULUMI_CONFIG_PASSPHRASE: `passphrase-${randomUUID()}`,
      OCI_PRIVATE_KEY_PATH: join(domain.dataFolder, "admin-key.pem"),
      OCI_FINGERPRINT: String(withLocalFingerprint({}, domain.dataFolder).OCI_FINGERPRINT),
      OCI_TENANCY_OCID: "ocid1.tenancy.oc1..local",
      OCI_USER_OCID: "ocid1.user.oc1..localadmin",
      OCI_REGION: "us-ashburn-1",
    },
    git,
    clientSecrets() {
      if (known !== undefined) return known;
      const output = execFileSync(
        "pulumi",
        ["stack", "output", "clientSecrets", "--show-secrets", "--json", "--stack", "prod.payments"],
        {
          cwd: work,
          encoding: "utf8",
          env: {
            ...plainEnv,
            ...world.secrets,
            HOME: root,
            PULUMI_BACKEND_URL: world.backend,
            PULUMI_SKIP_UPDATE_CHECK: "true",
          },
        },
      );
      known = Object.values(JSON.parse(output) as Record<string, string>);
      return known;
    },
    commit(ref, changes) {
      git("checkout", "-q", "--detach", "origin/main");
      for (const [file, content] of Object.entries(changes)) {
        rmSync(join(work, file), { force: true });
        if (content === null) continue;
        if (typeof content === "string") put(file, content);
        else symlinkSync(content.link, join(work, file));
      }
      git("add", "-A");
      git("commit", "-qm", "A change");
      git("push", "-q", "--force", "origin", `HEAD:${ref}`);
      git("fetch", "-q", "origin");
      return git("rev-parse", "HEAD");
    },
    job(ref) {
      const place = mkdtempSync(join(root, "jobs", "job-"));
      const [folder, temp, home] = [join(place, "checkout"), join(place, "temp"), join(place, "home")];
      for (const one of [temp, home]) mkdirSync(one);
      execFileSync("git", ["clone", "-q", "--no-tags", `file://${origin}`, folder], { env: plainEnv });
      execFileSync("git", ["checkout", "-q", ref], { cwd: folder, env: plainEnv });
      for (const name of program)
        if (existsSync(join(checkout, name))) symlinkSync(join(checkout, name), join(folder, name));
      return {
        folder,
        temp,
        async run({ place: where, name, script, env }, context, more = {}) {
          ran.set(where, script);
          const own = Object.fromEntries(
            Object.entries(env).map(([key, value]) => [key, evaluated(String(value), context)]),
          );
          const variables = {
            PATH: plainEnv.PATH,
            HOME: home,
            RUNNER_TEMP: temp,
            TMPDIR: temp,
            PULUMI_SKIP_UPDATE_CHECK: "true",
            ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
            ...own,
            ...more,
          };
          writeFileSync(join(place, "step"), script);
          const list = join(place, "environment");
          const child = processes.start("bash", ["-c", `env -0 >'${list}'; exec bash -e '${join(place, "step")}'`], {
            cwd: folder,
            env: variables,
          });
          let output = "";
          const collect = (chunk: Buffer) => {
            output += chunk;
          };
          child.stdout.on("data", collect);
          child.stderr.on("data", collect);
          const code = await new Promise<number>((done) => child.on("close", (one) => done(one ?? -1)));
          const lines = readFileSync(list, "utf8").split("\0").filter(Boolean);
          return {
            name,
            code,
            output,
            env: Object.fromEntries(
              lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
            ),
          };
        },
        files: () =>
          filesIn(place).map((file) => ({ file: file.slice(place.length + 1), text: readFileSync(file, "utf8") })),
      };
    },
    async close() {
      processes.end();
      await domain.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  return world;
}

/** The files of a folder, without what links lead to: the program, and without git's objects and what Node compiled. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "objects" || entry.name === "compiled" ? [] : filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}
