/**
 * The instruction for a service that accepts a client's own tokens only if it has a user for the client. Only a person
 * can create that user: it is outside the identity domain.
 *
 * @param app the display name of the service's app
 * @param title the service's title
 * @param clientId the client ID, or where to find it
 */
export function userInService(app: string, title: string, clientId: string): string {
  return `In the User portal of "${app}" (${title}), create a user with the login ID ${clientId} and the user type OAuth Client, with the user groups, To Do roles and access security that the integration needs. Until then, the service refuses the client's tokens.`;
}
