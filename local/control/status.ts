import type { DomainType } from "../settings.ts";

/** What `GET /local/status` reports about the process, so that a launcher can recognise it. */
export interface LocalStatus {
  readonly product: "idcs-apps local identity domain";
  readonly pid: number;
  readonly dataFolder: string;
  readonly url: string;
  readonly startedAt: string;
  readonly domainType: DomainType | "none";
}
