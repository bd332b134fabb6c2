import { stringify } from "yaml";
import { CommandError } from "../../errors/command-error.ts";
import { checksumOf, type DeliveredDocument, markOf, textOf } from "../document.ts";
import { variablesOf } from "./files.ts";
import { type Kubectl, kubectlFor } from "./kubectl.ts";
import { placeOf, type Target } from "./target.ts";

/** The label of the Secrets that this command may overwrite. */
const label = { "app.kubernetes.io/managed-by": "idcs-apps" };
const clientAnnotation = "idcs-apps/client";
const checksumAnnotation = "idcs-apps/checksum";

/** How a Secret gets into a cluster. */
export interface KubernetesOptions {
  /** `<namespace>/<name>`. */
  readonly place: string;
  /** The prefix of the variables in the Secret. */
  readonly prefix: string;
  /** Prints a document of YAML: for a Secret that something else applies. */
  readonly printYaml: (yaml: string) => void;
  /** Whether `kubectl` applies it, instead of printing. */
  readonly apply: boolean;
  /** The cluster of `kubectl`. @default the current one */
  readonly context?: string | undefined;
  /** What restarts when the document changed: `deployment/<name>`, `statefulset/<name>`, `daemonset/<name>`. */
  readonly restart?: readonly string[] | undefined;
  /** What `kubectl` runs with. */
  readonly environment: NodeJS.ProcessEnv;
}

/** A Secret of Kubernetes: with the document in one key, and the variables of the client in others. */
export function kubernetesSecret(options: KubernetesOptions): Target {
  const { place, prefix, printYaml, apply, context, restart = [], environment } = options;
  return {
    name: `--kubernetes ${place}`,
    deliver: async (document) => {
      const secret = secretOf(document, placeOf(place, document), prefix);
      if (!apply) {
        printYaml(stringify(secret));
        return `printed as the Secret ${placeOf(place, document)}`;
      }
      const secrets = [document.clientSecret, textOf(document)];
      const kubectl = kubectlFor(context, environment, [...secrets, ...secrets.map(base64)]);
      const done = await applied(kubectl, secret);
      const restarted = await Promise.all(restart.map((one) => restarts(kubectl, one, secret)));
      return [done, ...restarted].join("; ");
    },
  };
}

type Secret = ReturnType<typeof secretOf>;

function secretOf(document: DeliveredDocument, place: string, prefix: string) {
  const [namespace = "", name = ""] = place.split("/");
  const values = { "client.json": textOf(document), ...variablesOf(document, prefix) };
  const data = Object.entries(values).map(([key, value]) => [key, base64(value)]);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name,
      namespace,
      labels: label,
      annotations: { [clientAnnotation]: markOf(document), [checksumAnnotation]: checksumOf(document) },
    },
    type: "Opaque",
    data: Object.fromEntries(data) as Readonly<Record<string, string>>,
  };
}

/** What of a Secret in the cluster matters here. */
interface PresentSecret {
  readonly metadata: {
    readonly resourceVersion: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly data?: Readonly<Record<string, string>>;
}

async function applied(kubectl: Kubectl, secret: Secret): Promise<string> {
  const { namespace, name } = secret.metadata;
  const place = `${namespace}/${name}`;
  const found = await kubectl(["get", "secret", name, "--namespace", namespace, "--ignore-not-found", "-o", "json"]);
  const present = found.trim() === "" ? undefined : (JSON.parse(found) as PresentSecret);
  if (present) refuseForeign(present, secret, place);
  if (present && hasAll(present, secret)) return `the Secret ${place} has it already`;
  // On the server's side: `kubectl apply` alone would copy the secret into an annotation. A Secret that somebody changes
  // between the two commands has another version, or another owner of its fields: the server refuses it.
  const how = ["apply", "--server-side", "--field-manager=idcs-apps", ...(present ? ["--force-conflicts"] : [])];
  const { resourceVersion } = present?.metadata ?? {};
  const manifest = { ...secret, metadata: { ...secret.metadata, ...(resourceVersion && { resourceVersion }) } };
  await kubectl([...how, "-f", "-"], JSON.stringify(manifest));
  return present ? `the Secret ${place} was replaced` : `the Secret ${place} was created`;
}

function refuseForeign({ metadata }: PresentSecret, secret: Secret, place: string): void {
  const [[key, value] = ["", ""]] = Object.entries(label);
  if (metadata.labels?.[key] !== value) {
    throw new CommandError(
      `the Secret ${place} exists without the label ${key}: ${value}, so it is not ours: it was not overwritten. Name another Secret, or delete this one if nothing needs it.`,
    );
  }
  const [theirs, ours] = [metadata.annotations?.[clientAnnotation], secret.metadata.annotations[clientAnnotation]];
  if (theirs === ours) return;
  throw new CommandError(
    `the Secret ${place} is that of ${theirs ?? "another client"}, not of ${ours}: it was not overwritten. Name another Secret.`,
  );
}

function hasAll(present: PresentSecret, { metadata, data }: Secret): boolean {
  const isCurrent = present.metadata.annotations?.[checksumAnnotation] === metadata.annotations[checksumAnnotation];
  return isCurrent && Object.entries(data).every(([key, value]) => present.data?.[key] === value);
}

/** Gives the pods the checksum as an annotation: they restart if it is another one. */
async function restarts(kubectl: Kubectl, workload: string, { metadata }: Secret): Promise<string> {
  const annotations = { [`idcs-apps/${metadata.name}`]: metadata.annotations[checksumAnnotation] };
  const patch = JSON.stringify({ spec: { template: { metadata: { annotations } } } });
  const said = await kubectl(["patch", workload, "--namespace", metadata.namespace, "--type", "merge", "-p", patch]);
  return said.includes("(no change)") ? `${workload} uses it already` : `${workload} restarts`;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
