import * as pulumi from "@pulumi/pulumi";

/** A resource or look-up as the engine received it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: what the engine received has no static type
  readonly inputs: any;
}

/** What the engine was asked to register and to look up since `startRecording`. */
export const registered: Registered[] = [];
export const lookedUp: Registered[] = [];

type Answer = (token: string, args: Record<string, unknown>) => object;
let answerLookUp: Answer = () => ({});

/**
 * A recording engine in the place of Pulumi's: ids are `<name>-id`. An input that holds a stringified Output is an error
 * of the program, so it fails the test. One per test file: an engine that is replaced loses what is under way.
 */
await pulumi.runtime.setMocks(
  {
    newResource: ({ type, name, inputs }) => {
      if (JSON.stringify(inputs).includes("Calling [toString]")) throw new Error(`${name} has a stringified Output`);
      registered.push({ type, name, inputs });
      return { id: `${name}-id`, state: { ...inputs, clientSecret: "idcscs-of-the-mock" } };
    },
    call: ({ token, inputs }) => {
      lookedUp.push({ type: token, name: "", inputs });
      return answerLookUp(token, inputs);
    },
  },
  "idcs-apps",
  "dev",
  false,
  "organization",
);

/** Forgets what was recorded; look-ups are answered by `answer` from now on. */
export function startRecording(answer: Answer = () => ({})): void {
  registered.length = 0;
  lookedUp.length = 0;
  answerLookUp = answer;
}

/** The only registered resource of a type. */
export function registeredOne(type: string): Registered {
  const found = registered.filter((resource) => resource.type === type);
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type}`);
  return found[0] as Registered;
}

/** The value of an Output, once it is known. */
export function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

/** Resolves when everything that was declared, and everything that was declared in its turn, is registered. */
export function allRegistered(): Promise<void> {
  return (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
}
