import { ownCommand } from "../../../setup/own-command.mjs";
import { anotherDomain } from "../checks/client.ts";
import type { KnownError } from "./known-error.ts";

/** Requests that got no answer of the domain at all. */
export const connectionErrors: readonly KnownError[] = [
  {
    id: "certificate_not_trusted",
    matches: ({ text }) =>
      /SELF_SIGNED_|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_HAS_EXPIRED|ERR_TLS_CERT|certificate verify failed|SSL certificate problem|PKIX path building failed|x509: certificate/.test(
        text,
      ),
    meaning: "The program does not trust the certificate that it was shown: nothing secret was sent.",
    causes: [
      {
        what: "A proxy of the company opens the connection and shows its own certificate.",
        fix: "Give the program the proxy's certificate authority: NODE_EXTRA_CA_CERTS for Node.js, --cacert for curl, REQUESTS_CA_BUNDLE for Python. Do not switch the check off.",
      },
      { what: "The URL names another host than the domain's.", fix: "Check the domain's URL.", check: anotherDomain },
    ],
  },
  {
    id: "not_encrypted",
    matches: ({ text }) => /is not encrypted: nothing was sent/.test(text),
    meaning: "The URL begins with http, and the host is not this machine: the secret would be readable on the way.",
    causes: [{ what: "The URL was written with http.", fix: "Use https." }],
  },
  {
    id: "unreachable",
    matches: ({ text, status }) =>
      status === undefined &&
      /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|EHOSTUNREACH|ENETUNREACH|Could not resolve host|Failed to connect|Connection refused|getaddrinfo|Name or service not known|no such host|cannot be reached|gave no complete answer|fetch failed/.test(
        text,
      ),
    meaning: "The domain was not reached: the name has no address, nothing listens there, or a firewall is between.",
    causes: [
      {
        what: "The local identity domain is not running.",
        fix: `\`${ownCommand("start")}\` or \`${ownCommand("local-domain")}\` starts it.`,
      },
      {
        what: "The URL is wrong.",
        fix: "It is https://idcs-<32 characters>.identity.oraclecloud.com.",
        check: anotherDomain,
      },
      {
        what: "The network needs a proxy, or does not let the request out.",
        fix: "Set HTTPS_PROXY; `idcs-apps doctor` tries the connection.",
      },
    ],
  },
  {
    id: "server_failed",
    matches: ({ status = 0 }) => status >= 500,
    meaning: "The server failed, or something in front of it did. The request itself may be right.",
    causes: [
      {
        what: "A fault or an overload at the server.",
        fix: "Repeat it later; Oracle Support finds the request by its opc-request-id.",
      },
      {
        what: "A proxy or gateway on the way answered (502, 503, 504).",
        fix: "Look whether the answer has an opc-request-id: Oracle's have.",
      },
    ],
  },
];
