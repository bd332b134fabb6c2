// The components of the package, where Pulumi's analyzer looks for them.
export { AccessAssignment } from "./components/access-assignment.ts";
export { AppRoleAssignment } from "./components/app-role-assignment.ts";
export { Client } from "./components/client.ts";
export { ClientCertificate } from "./components/client-certificate.ts";
export { ConfidentialApplication } from "./components/confidential-application.ts";
export { ManagedApplication } from "./components/managed-application.ts";
export { NetworkPerimeter } from "./components/network-perimeter.ts";
export { ResourceApplication } from "./components/resource-application.ts";
