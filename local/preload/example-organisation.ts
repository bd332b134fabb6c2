import type { SeedEntry, SeedInput } from "../seed/seed-schema.ts";
import { exampleServices } from "./example-services.ts";

function person(id: string, userName: string, givenName: string, familyName: string): SeedEntry<"users"> {
  return { id, userName, givenName, familyName, emailVerified: true };
}

/** Apps of Oracle's services, and an organisation's users and groups. Ids never change. */
export const exampleOrganisation: SeedInput = {
  users: [
    person("b0000000000000000000000000000002", "callan@example.com", "Callan", "Park"),
    person("b0000000000000000000000000000003", "bjensen@example.com", "Barbara", "Jensen"),
    person("b0000000000000000000000000000004", "mia@example.com", "Mia", "Lopez"),
  ],
  groups: [
    {
      id: "c0000000000000000000000000000001",
      displayName: "integration-testers",
      members: ["callan@example.com", "bjensen@example.com"],
    },
    { id: "c0000000000000000000000000000002", displayName: "integration-admins", members: ["ana.admin@example.com"] },
    { id: "c0000000000000000000000000000003", displayName: "qa", members: ["mia@example.com"] },
  ],
  apps: [...exampleServices],
};
