import type { DeliveredDocument } from "../document.ts";

export { placeOf } from "../../../naming/delivered-document.ts";

/** A place that documents are delivered to. */
export interface Target {
  /** As the command line names it, with its option, for messages. */
  readonly name: string;
  /**
   * Delivers a document. The same document a second time changes nothing.
   *
   * @param isRetired whether the client is retired, so that it gets no tokens
   * @returns a sentence for the user, without a secret
   * @throws CommandError if the place is not there, or is not ours to overwrite; it then has what it had before
   */
  deliver(document: DeliveredDocument, isRetired: boolean): Promise<string>;
}
