/** A pull request of GitHub, or a merge request of GitLab, as it was when its review ran. */
export interface ReviewedChange {
  readonly number: number;
  /** The commit that was reviewed: the change's newest one. */
  readonly commit: string;
}

/** Something that was written on the forge: a comment, or an issue. */
export interface Note {
  readonly id: number;
  readonly body: string;
  /** Whether the account that these pipelines use has written it. */
  readonly isOurs: boolean;
}

/** An issue. */
export interface Issue extends Note {
  readonly title: string;
  readonly isOpen: boolean;
}

/** What an issue is to have. */
export interface IssueText {
  readonly title: string;
  readonly body: string;
}

/** What the pipelines need of a forge. Its methods throw ForgeError if a request fails. */
export interface Forge {
  /**
   * The open change whose review has just ended, by the event that started this job. Nothing that the reviewing job has written is
   * believed.
   *
   * @returns absent if no open change has the reviewed commit as its newest any more
   */
  reviewedChange(): Promise<ReviewedChange | undefined>;
  /**
   * Whether a change, as it is now, touches the pipeline's own definition, so that its reviewing job may have run anything. True as
   * well if that cannot be told, because the forge does not list all of its files.
   */
  changesPipeline(number: number): Promise<boolean>;
  /**
   * What the reviewing job left as its review, at most 65,536 bytes of text; absent if it left nothing of that kind. It may be
   * anything.
   */
  reviewText(): Promise<string | undefined>;
  comments(number: number): Promise<Note[]>;
  addComment(number: number, body: string): Promise<void>;
  editComment(number: number, id: number, body: string): Promise<void>;
  /** Who may write to the repository, is a person and not the author, and approved exactly this commit: user names, sorted. */
  approvers(change: ReviewedChange): Promise<string[]>;
  /** All issues with a label, open and closed. */
  issues(label: string): Promise<Issue[]>;
  addIssue(label: string, issue: IssueText): Promise<void>;
  /** Rewrites an issue; `isOpen` opens or closes it. What is absent stays. */
  editIssue(id: number, change: Partial<IssueText> & { readonly isOpen?: boolean }): Promise<void>;
}
