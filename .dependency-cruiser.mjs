// Which folder may import which, for values and types. `npm run check:all` and a test hold the code to it.

/**
 * @typedef {object} Folder
 * @property {readonly string[]} may what it may import beside itself: folders, packages, modules of Node (`node:fs`)
 * @property {readonly string[]} [types] what it may import for types only
 * @property {readonly string[]} [rooms] its sub-folders and single files from top to bottom; each may import those below
 *   it, and `*` stands for all files of the folder itself that are not named. Default: everything in it may import the rest
 */

/**
 * A folder that is not named here may import nothing, and no folder may import it.
 *
 * @type {Readonly<Record<string, Folder>>}
 */
const folders = {
  "main.mjs": { may: ["index.ts", "setup/before-program.mjs"] },
  "index.ts": { may: ["components", "manifest", "@pulumi/pulumi"] },

  // The ground floor: what both sides share.
  naming: { may: ["wording", "node:crypto"] },
  wording: { may: ["fastest-levenshtein"] },

  // YAML to checked, plain data. Nothing of Pulumi.
  manifest: {
    may: [
      "naming",
      "wording",
      "ignore",
      "yaml",
      "zod",
      "node:buffer",
      "node:crypto",
      "node:fs",
      "node:net",
      "node:path",
    ],
    rooms: ["*", "between-files", "rules", "client-rules", "keys-and-defaults", "oracle", "yaml"],
  },
  // The same rules over Pulumi's resources, for CrossGuard.
  policy: { may: ["manifest/oracle", "naming", "wording", "@pulumi/policy"] },
  // Declares resources. No YAML, no HTTP, no files.
  components: {
    may: ["manifest/oracle", "naming", "wording", "@pulumi/oci", "@pulumi/pulumi", "node:crypto"],
    types: ["manifest"],
    rooms: ["stack", "look-up", "*", "parts"],
  },
  // The component package: the components for every language of Pulumi, and `Client`, whose arguments become a manifest.
  "package.js": { may: ["package/main.mjs"] },
  package: {
    may: [
      "components",
      "manifest",
      "naming",
      "wording",
      "@pulumi/pulumi",
      "yaml",
      "node:child_process",
      "node:fs",
      "node:module",
      "node:path",
    ],
    rooms: [
      "generate",
      "install.mjs",
      "main.mjs",
      "serve.ts",
      "provider.ts",
      "constructors.ts",
      "index.ts",
      "components",
      "client",
      "*",
    ],
  },
  // The plugin.
  provider: {
    may: [
      "identity-domain",
      "naming",
      "oauth",
      "vault",
      "wording",
      "@grpc/grpc-js",
      "@pulumi/pulumi",
      "google-protobuf",
      "typescript",
      "node:crypto",
      "node:fs",
      "node:module",
      "node:net",
      "node:os",
      "node:path",
      "node:timers/promises",
      "node:url",
    ],
    rooms: ["*", "vault-delivery", "types", "requests", "values", "property-table"],
  },
  // Packs the plugin and the local domain. It reads their files, and imports none of them.
  archive: {
    may: [
      "setup/command.mjs",
      "setup/node.mjs",
      "wording",
      "commander",
      "rolldown",
      "tar",
      "node:crypto",
      "node:fs",
      "node:fs/promises",
      "node:module",
      "node:os",
      "node:path",
      "node:sea",
      "node:url",
    ],
    rooms: ["main.ts", "local-domain.ts", "*"],
  },
  // Runs a stack's declarations without an engine, and compares them with the domain by the plugin's rules.
  plan: {
    may: ["components", "identity-domain", "manifest", "naming", "provider", "wording", "@pulumi/pulumi"],
  },
  // The client of the admin API.
  "identity-domain": {
    may: [
      "naming",
      "setup/own-command.mjs",
      "wording",
      "axios",
      "axios-retry",
      "oci-common",
      "p-queue",
      "node:crypto",
      "node:fs",
      "node:http",
      "node:https",
      "node:os",
      "node:path",
      "node:util",
    ],
    rooms: [
      "*",
      "authentication",
      "credentials/choose-credentials.ts",
      "token-exchange",
      "failures",
      "sending",
      "credentials",
      "one-at-a-time.ts",
      "identity-domain-error.ts",
      "json.ts",
    ],
  },
  // The client of Oracle's vault.
  vault: { may: ["identity-domain/credentials", "wording", "oci-common", "oci-secrets", "oci-vault"] },
  // The client of the OAuth endpoints.
  oauth: { may: ["wording", "axios", "jose", "oauth4webapi", "node:crypto", "node:https"] },

  // The server's reading of the protocol: it shares nothing with the client side.
  local: {
    may: [
      "setup/own-command.mjs",
      "wording",
      "@hono/node-server",
      "@peculiar/x509",
      "commander",
      "hono",
      "jose",
      "lmdb",
      "reflect-metadata",
      "scim2-parse-filter",
      "xml-crypto",
      "@xmldom/xmldom",
      "yaml",
      "zod",
      "node:crypto",
      "node:events",
      "node:fs",
      "node:fs/promises",
      "node:http",
      "node:https",
      "node:module",
      "node:net",
      "node:os",
      "node:path",
      "node:tls",
      "node:util",
    ],
    rooms: [
      "main.ts",
      "command-line",
      "server.ts",
      "domain.ts",
      "tls",
      "routes.ts",
      "data-folder.ts",
      "control",
      "vault",
      "admin-api",
      "limits",
      "preload",
      "protected-resource",
      "authorization-server/page-routes.ts",
      "authorization-server/routes.ts",
      "authorization-server/endpoints",
      "authorization-server/grants",
      "authorization-server/authorize",
      "authorization-server/client-authentication",
      "authorization-server/tokens",
      "authorization-server/assertions",
      "authorization-server/browser",
      "authorization-server/records",
      "authorization-server/scopes",
      "authorization-server/users",
      "authorization-server/clients",
      "authorization-server/protocol",
      "seed",
      "resources",
      "domain-context.ts",
      "openapi",
      "storage",
      "settings.ts",
      "schemas",
      "scim",
      "answers",
      "input",
      "faults",
      "*",
    ],
  },

  // The commands.
  cli: {
    may: [
      "identity-domain",
      "manifest",
      "naming",
      "oauth",
      "plan",
      "setup/engine.mjs",
      "setup/local-stack.mjs",
      "setup/own-command.mjs",
      "setup/places.mjs",
      "setup/version.mjs",
      "vault",
      "wording",
      "@clack/prompts",
      "@dagrejs/dagre",
      "@hono/node-server",
      "@leeoniya/ufuzzy",
      "@pulumi/pulumi",
      "@xmldom/xmldom",
      "commander",
      "hono",
      "is-in-ssh",
      "is-inside-container",
      "jose",
      "open",
      "p-queue",
      "semver",
      "yaml",
      "zod",
      "node:child_process",
      "node:crypto",
      "node:events",
      "node:fs",
      "node:module",
      "node:net",
      "node:os",
      "node:path",
      "node:readline/promises",
      "node:timers/promises",
      "node:util",
    ],
    rooms: [
      "main.ts",
      "write-json-schemas.ts",
      "program.ts",
      "command-line",
      "fleet",
      "*",
      "call",
      "token",
      "pair",
      "deliver/deliver.ts",
      "deliver/check-request.ts",
      "deliver/targets",
      "deliver/document.ts",
      "team-stacks",
      "doctor",
      "conformance",
      "report",
      "drift",
      "explain",
      "export-seed",
      "verify",
      "inspect",
      "adopt",
      "catalog",
      "completion",
      "check",
      "clients",
      "init",
      "review",
      "request/request.ts",
      "request/ask",
      "request/check",
      "request/write",
      "request/answers",
      "reports",
      "input",
      "project",
      "pulumi",
      "errors",
    ],
  },
  // Runs before anything is installed: modules of Node, and what is imported when it is there.
  setup: {
    may: [
      "@pulumi/pulumi",
      "semver",
      "node:child_process",
      "node:crypto",
      "node:fs",
      "node:http2",
      "node:os",
      "node:path",
      "node:stream/promises",
      "node:url",
      "node:zlib",
    ],
  },

  "vitest.config.ts": { may: ["vitest", "node:os"] },
  bench: { may: ["everything"] },
  examples: { may: ["everything"] },
  test: { may: ["everything"] },
};

const quoted = (/** @type {string} */ text) => text.replaceAll(/[.$]/g, "\\$&");
const isFile = (/** @type {string} */ name) => /\.[a-z]+$/.test(name);
const inside = (/** @type {string} */ path) => `^${quoted(path)}${isFile(path) ? "$" : "/"}`;

/** @param {string} target @returns {object} */
function targetOf(target) {
  if (target === "everything") return {};
  if (target.startsWith("node:")) return { path: `^(node:)?${target.slice(5)}$`, dependencyTypes: ["core"] };
  const [top = ""] = target.split("/");
  return { path: Object.hasOwn(folders, top) ? inside(target) : `(^|/)node_modules/(@types/)?${quoted(target)}/` };
}

/** The pattern of a room; `*`: the folder's own files that are not named. @param {string} folder @param {Folder} rules @param {string} room */
function roomOf(folder, { rooms = [] }, room) {
  if (room !== "*") return { path: inside(`${folder}/${room}`) };
  const named = rooms.filter((one) => one !== "*").map((one) => inside(`${folder}/${one}`));
  return { path: `^${quoted(folder)}/[^/]+$`, pathNot: named };
}

const allowed = Object.entries(folders).flatMap(([folder, rules]) => {
  const from = { path: inside(folder) };
  const { may, types = [], rooms } = rules;
  return [
    ...may.map((target) => ({ from, to: targetOf(target) })),
    ...types.map((target) => ({ from, to: { ...targetOf(target), dependencyTypes: ["type-only"] } })),
    ...(rooms ?? []).flatMap((room, index) =>
      (rooms ?? [])
        .slice(index)
        .map((below) => ({ from: roomOf(folder, rules, room), to: roomOf(folder, rules, below) })),
    ),
    ...(rooms ? [] : [{ from, to: { path: inside(folder) } }]),
  ];
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "two-readings-of-the-protocol",
      comment: "The local domain and the clients share only wording/: docs/decisions/0004-local-identity-domain.md.",
      severity: "error",
      from: { path: "^(identity-domain|oauth|provider|components|plan|vault)/" },
      to: { path: "^local/" },
    },
    {
      name: "two-readings-of-the-protocol",
      comment: "The local domain and the clients share only wording/: docs/decisions/0004-local-identity-domain.md.",
      severity: "error",
      from: { path: "^local/" },
      to: { path: "^(identity-domain|oauth|provider|components|plan|manifest|cli|vault)/" },
    },
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    { name: "found", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  allowed,
  allowedSeverity: "error",
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
    enhancedResolveOptions: {
      extensions: [".ts", ".mjs", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
