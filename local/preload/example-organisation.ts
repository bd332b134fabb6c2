import type { SeedInput } from "../seed/seed-schema.ts";
import { exampleServices } from "./example-services.ts";

/** Apps of Oracle's services, and an organisation's users and groups. Ids never change. */
export const exampleOrganisation: SeedInput = {
  users: [
    { id: "b0000000000000000000000000000002", userName: "callan@example.com", givenName: "Callan", familyName: "Park" },
    {
      id: "b0000000000000000000000000000003",
      userName: "bjensen@example.com",
      givenName: "Barbara",
      familyName: "Jensen",
    },
    { id: "b0000000000000000000000000000004", userName: "mia@example.com", givenName: "Mia", familyName: "Lopez" },
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
