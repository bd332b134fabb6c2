import { createHash } from "node:crypto";
import type { RotationSchedule } from "../../manifest/keys-and-defaults/rotation.ts";
import type { Day } from "../../wording/days.ts";

/** The days of the week, in the spelling of the configuration. */
export const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** A day of the week. */
export type Weekday = (typeof weekdays)[number];

/** What keeps a stack from rotating everything at once. */
export interface Brakes {
  /** How many rotations one run begins; absent: any number. */
  readonly rotationsPerRun?: number;
  /** The days of the week (UTC) on which rotations begin and previous secrets end; absent: all. */
  readonly rotationDays?: readonly Weekday[];
}

/** Whether rotations may go on on this day. */
export function isRotationDay(day: Day, { rotationDays }: Brakes): boolean {
  const weekday = weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()];
  return rotationDays === undefined || (weekday !== undefined && rotationDays.includes(weekday));
}

/**
 * The schedule of one client: its period is up to a tenth shorter, by a number that is made of its name. So clients that
 * began on one day are due on several, and each always after the same time.
 *
 * @param name `<team>/<client>`
 */
export function spreadSchedule(schedule: RotationSchedule, name: string): RotationSchedule {
  const { every, grace } = schedule;
  if (every === undefined) return schedule;
  const number = createHash("sha256").update(name).digest().readUInt32BE();
  const earlier = number % (Math.floor(every / 10) + 1);
  return { ...schedule, every: Math.max(grace + 1, every - earlier) };
}
