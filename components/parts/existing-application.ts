/** An existing application, by its attributes that never change. */
export interface ExistingApplication {
  readonly ocid: string;
  readonly displayName: string;
  /** Its OAuth client ID. */
  readonly clientId: string;
  /** The template that it was created from. */
  readonly templateId: string;
}
