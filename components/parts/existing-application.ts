import type * as pulumi from "@pulumi/pulumi";

/** An existing application, by its attributes that never change. */
export interface ExistingApplication {
  readonly ocid: string;
  readonly displayName: string;
  /** Its OAuth client ID. */
  readonly clientId: string;
  /** The template that it was created from. */
  readonly templateId: string;
}

/** An existing application that becomes one of the program, as a client or a resource application. */
export interface AdoptedApplication extends ExistingApplication {
  readonly id: string;
  /** Whether app roles may be added to it: that never changes. */
  readonly isUnmanaged: boolean;
  /** The certificates of the client. */
  readonly certificates: readonly AdoptedCertificate[];
}

/** A certificate that an adopted client has already. */
export interface AdoptedCertificate {
  /** The `kid` of what the client signs. */
  readonly alias: string;
  /** The base64 of its DER form. */
  readonly base64: string;
}

/** An application's id: that of the one that it adopts, which is known in a preview already. */
export function idOf(app: pulumi.CustomResource, adopted: AdoptedApplication | undefined): pulumi.Output<string> {
  // Only the URN is known in a preview; what uses the id still waits for the application.
  return adopted === undefined ? app.id : app.urn.apply(() => adopted.id);
}

/** Attributes that a program sets when it creates or adopts an application, and that later changes of the program leave alone. */
export const fixedAtCreation = ["name", "schemas", "basedOnTemplate"];

/**
 * What says which application of the domain a resource is: the one that it adopts, or a new one.
 *
 * @param clientId the client ID of a new one
 * @param template the template of a new one
 */
export function identityOf(
  adopted: ExistingApplication | undefined,
  clientId: pulumi.Input<string>,
  template = "CustomWebAppTemplateId",
) {
  if (adopted === undefined) return { basedOnTemplate: { value: template }, name: clientId };
  return { ocid: adopted.ocid, basedOnTemplate: { value: adopted.templateId }, name: adopted.clientId };
}
