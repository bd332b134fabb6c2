import { renderPlace } from "../../manifest/yaml/problem.ts";
import { annotationCommand } from "../reports/annotation.ts";
import { junitXml } from "../reports/junit.ts";
import type { Result, Verification } from "./json.ts";

/** A verification for people. */
export function renderVerification({ stack, identityDomain, counts, results }: Verification): string {
  const lines = results.flatMap((result) => [
    `  ${result.status.padEnd(13)} ${nameOf(result)}: ${result.says}`,
    ...(isBad(result) && result.manifest ? [`${" ".repeat(16)}${renderPlace(result.manifest)}`] : []),
  ]);
  const { passed, failed, errors, notVerified } = counts;
  const said = [
    `${passed} passed`,
    `${failed} failed`,
    ...(errors > 0 ? [`${errors} could not be carried out`] : []),
    `${notVerified} not verified`,
  ];
  return [`Stack "${stack}" in ${identityDomain}:`, ...lines, `${said.join(", ")}.`].join("\n");
}

/** The same as commands of a GitHub workflow, one for each result that did not pass. */
export function renderAnnotations({ results }: Verification): string {
  return results
    .filter(({ status }) => status !== "passed")
    .map((result) =>
      annotationCommand({
        level: isBad(result) ? "error" : "notice",
        title: `${result.status}: ${nameOf(result)}`,
        message: result.says,
        ...(result.manifest && { place: result.manifest }),
      }),
    )
    .join("\n");
}

/** The same as JUnit XML: what is not verified is skipped. */
export function junitOfVerification({ stack, results }: Verification): string {
  const cases = results.map((result) => {
    const lines = [result.says, ...(result.manifest ? [renderPlace(result.manifest)] : [])];
    return {
      name: nameOf(result),
      ...(result.status === "failed" && { failure: lines }),
      ...(result.status === "error" && { error: lines }),
      ...(result.status === "not verified" && { skipped: result.says }),
    };
  });
  return junitXml({ suite: `verify ${stack}`, className: `verify.${stack}`, type: "verify", cases, output: [] });
}

function isBad({ status }: Result): boolean {
  return status === "failed" || status === "error";
}

function nameOf({ client, flow, app, pair }: Result): string {
  return `${client} ${flow}${app === null ? "" : ` for ${app}`}${pair === null ? "" : ` (${pair} pair)`}`;
}
