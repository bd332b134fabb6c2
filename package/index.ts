// The components of the package, where Pulumi's analyzer looks for them.
export { AppRoleAssignment } from "./components/app-role-assignment.ts";
export { Client } from "./components/client.ts";
