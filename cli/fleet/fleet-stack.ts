import type { StackManifest } from "../../manifest/load-stack.ts";

/** A stack of the fleet: what one team declares, or what the environment's file does. */
export interface FleetStack {
  /** `<environment>.<team>`, or `<environment>.environment`. */
  readonly name: string;
  /** Absent for the stack of the environment's file. */
  readonly team?: string | undefined;
  /** Absent if its manifest is wrong. */
  readonly manifest?: StackManifest | undefined;
  /** What is wrong with its manifest, or its configuration. */
  readonly problem?: string | undefined;
  /** Whether it declares anything. */
  readonly isDeclaring: boolean;
  /** The stacks whose APIs it uses: without them it cannot be provisioned. */
  readonly needs: readonly string[];
}
