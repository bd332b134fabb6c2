/** An application that exists, by what never changes of it. */
export interface ExistingApplication {
  readonly ocid: string;
  readonly displayName: string;
  /** Its OAuth client ID. */
  readonly clientId: string;
  /** The template that it was made from. */
  readonly templateId: string;
}
