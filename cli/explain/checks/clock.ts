import type { Case } from "./case.ts";
import { confirmed, type Finding, open, ruledOut } from "./findings.ts";

/** The domain refuses signatures and assertions whose time differs by more than five minutes. */
const tolerated = 5 * 60_000;

/** Whether the dates of a request and its answer, both in the message, differ by more than five minutes. */
export function clockSkewed({ message }: Case): Finding {
  const sent = Date.parse(/^>[ \t]*(?:x-)?date[ \t]*:[ \t]*(.+ GMT)[ \t]*$/im.exec(message.text)?.[1] ?? "");
  const answered = Date.parse(message.date ?? "");
  if (Number.isNaN(sent) || Number.isNaN(answered)) return open;
  const seconds = Math.round(Math.abs(sent - answered) / 1000);
  const question = `do the dates of request and answer agree? They differ by ${seconds} seconds`;
  return Math.abs(sent - answered) > tolerated
    ? confirmed(`${question}.`)
    : ruledOut(`${question}, which is accepted.`);
}
