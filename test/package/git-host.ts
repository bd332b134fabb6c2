import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createProxy, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../local/certificates.ts";

/** A git host with one repository, as the internet has them: reached by its name, over https. */
export interface GitHost {
  /** The URL of the repository. */
  readonly url: string;
  /** With these, a program reaches the host, by a proxy, and trusts its certificate. */
  readonly env: NodeJS.ProcessEnv;
  /** The one commit. */
  readonly commit: string;
  close(): void;
}

const host = "git.example.com";

/** Serves a repository with files of a folder, in one commit, with git's own `http-backend`. */
export async function startGitHost(from: string, files: readonly string[]): Promise<GitHost> {
  const folder = mkdtempSync(join(tmpdir(), "idcs-apps-git-"));
  const repository = join(folder, "example", "idcs-apps.git");
  const commit = createRepository(repository, from, files);
  const { keyPem, certificatePem } = await makeCertificate(host, undefined, host);
  const certificateFile = join(folder, "certificate.pem");
  writeFileSync(certificateFile, certificatePem);

  const server = createServer({ key: keyPem, cert: certificatePem }, (request, response) =>
    answerByGit(folder, request, response),
  );
  // Every name leads here, so that the port and the address are free, and the URL is as users write it.
  const proxy = createProxy().on("connect", (_, socket) => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    server.emit("connection", socket);
  });
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `https://${host}/example/idcs-apps.git`,
    env: { HTTPS_PROXY: `http://127.0.0.1:${port}`, SSL_CERT_FILE: certificateFile },
    commit,
    close() {
      proxy.close();
      proxy.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function createRepository(repository: string, from: string, files: readonly string[]): string {
  const work = `${repository}.work`;
  mkdirSync(work, { recursive: true });
  for (const name of files) cpSync(join(from, name), join(work, name), { recursive: true, filter: isSource });
  const author = ["-c", "user.name=ana", "-c", "user.email=ana@example.com"];
  const git = (...args: string[]) => execFileSync("git", [...author, ...args], { cwd: work, encoding: "utf8" }).trim();
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-q", "-m", "component package");
  git("clone", "-q", "--bare", work, repository);
  return git("rev-parse", "HEAD");
}

function isSource(file: string): boolean {
  return !/\/(node_modules|package-lock\.json)$/.test(file);
}

/** Runs `git http-backend`, a CGI program (RFC 3875). */
function answerByGit(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? "/", `https://${host}`);
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"],
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
      HTTP_GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("error", () => response.writeHead(500).end());
  child.on("close", () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf("\r\n\r\n");
    const headers = new Map(
      output
        .subarray(0, Math.max(end, 0))
        .toString()
        .split("\r\n")
        .map((line) => [line.split(": ", 1)[0] ?? "", line.replace(/^[^:]*: /, "")]),
    );
    const status = Number.parseInt(headers.get("Status") ?? "200", 10);
    headers.delete("Status");
    response.writeHead(status, Object.fromEntries(headers)).end(output.subarray(end + 4));
  });
}
