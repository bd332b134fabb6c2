const millisecondsOfDay = 86_400_000;

/** A day in UTC, `YYYY-MM-DD`. */
export type Day = string;

/** Whether a string is a day that exists, `YYYY-MM-DD`. */
export function isDay(text: string | undefined): text is Day {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && dayOf(date) === text;
}

/** The day of a moment, in UTC. */
export function dayOf(moment: Date): Day {
  return moment.toISOString().slice(0, 10);
}

/** How many days later the second day is; negative if it is earlier. */
export function daysBetween(first: Day, second: Day): number {
  return Math.round((Date.parse(second) - Date.parse(first)) / millisecondsOfDay);
}

/** The day that is so many days later. */
export function daysAfter(day: Day, days: number): Day {
  return dayOf(new Date(Date.parse(day) + days * millisecondsOfDay));
}
