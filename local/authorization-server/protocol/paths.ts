/** Where authorization requests are sent. */
export const authorizePath = "/oauth2/v1/authorize";

/** Where the sign-in form is sent. */
export const signInPath = "/ui/v1/signin";

/** Where the answer of the consent page is sent. */
export const consentPath = "/ui/v1/consent";

/** Where a user types the code of a device. */
export const devicePath = "/ui/v1/device";
