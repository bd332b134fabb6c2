/** The parts of a run of Pulumi: the engine with its language host, the stack's program, the plugin. */
export const parts = ["engine", "program", "plugin"] as const;

/** One of the parts of a run. */
export type Part = (typeof parts)[number];

/** A figure for each part of a run. */
export type PerPart = Readonly<Record<Part, number>>;

/** What one command of Pulumi cost. */
export interface Measurement {
  /** Wall clock. */
  readonly seconds: number;
  /** CPU seconds, user and system. */
  readonly cpu: PerPart;
  /** The most memory that the processes had resident, in bytes. */
  readonly memory: PerPart;
  /** Requests to the identity domain, by method. */
  readonly requests: Readonly<Record<string, number>>;
  /** Size of the state file afterwards, in bytes. */
  readonly stateBytes: number;
  /** Wall clock of the same requests sent straight to the domain; undefined where nothing was asked. */
  readonly floorSeconds: number | undefined;
}

/** The least of each figure over several runs: what other load on the machine added is not the tool's cost. */
export function least([first, ...others]: readonly [Measurement, ...Measurement[]]): Measurement {
  return others.reduce(
    (one, other) => ({
      ...other,
      seconds: Math.min(one.seconds, other.seconds),
      cpu: leastPerPart(one.cpu, other.cpu),
      memory: leastPerPart(one.memory, other.memory),
      floorSeconds:
        one.floorSeconds === undefined || other.floorSeconds === undefined
          ? undefined
          : Math.min(one.floorSeconds, other.floorSeconds),
    }),
    first,
  );
}

function leastPerPart(one: PerPart, other: PerPart): PerPart {
  return {
    engine: Math.min(one.engine, other.engine),
    program: Math.min(one.program, other.program),
    plugin: Math.min(one.plugin, other.plugin),
  };
}
