import { Document, LineCounter } from "yaml";
import { z } from "zod";
import { quote } from "../wording/quote.ts";
import { validate } from "./keys-and-defaults/explain-wrong-value.ts";
import { line, name } from "./keys-and-defaults/text.ts";
import { builtInServices, type Service, type Services } from "./oracle/services.ts";
import { type Files, filesAround } from "./yaml/files.ts";
import type { Source } from "./yaml/position.ts";
import { ManifestError, type Problem } from "./yaml/problem.ts";
import { readYaml } from "./yaml/yaml-file.ts";

const key = "idcs-apps:services";

const users = ["service", "domain"] as const;

const serviceSchema = z
  .strictObject({
    title: line()
      .meta({ description: "Its name, as messages show it.", examples: ["Oracle Commerce"] })
      .optional(),
    app: line()
      .superRefine((rule, context) => {
        if (rule.split("{instance}").length === 2) return;
        const message = `${quote(rule)} does not say where the name of the instance goes: write {instance} once, for example "COMMERCE_{instance}".`;
        context.addIssue({ code: "custom", message });
      })
      .meta({ description: "How its apps are named.", examples: ["COMMERCE_{instance}"] })
      .optional(),
    defaultScope: line()
      .meta({ description: "The scope for all of its APIs.", examples: ["/all"] })
      .optional(),
    defaultRole: line()
      .meta({ description: "The role of clients.", examples: ["ServiceUser"] })
      .optional(),
    userTokensOnly: z
      .boolean()
      .meta({ description: "Whether it refuses tokens that a client gets for itself.", examples: [true] })
      .optional(),
    clientUser: z
      .enum(users, {
        error: ({ input }) =>
          typeof input === "string" ? `${quote(input)} has no users for clients: ${users.join(" or ")}.` : undefined,
      })
      .meta({
        description:
          "Whose user a client with tokens of its own needs, with the client ID as login: one of the service itself, or one of the identity domain that has the app roles.",
        examples: ["domain"],
      })
      .optional(),
    apis: z
      .record(name("an API"), line())
      .meta({ description: "Scopes by the name of an API.", examples: [{ rest: "/rest/*" }] })
      .optional(),
  })
  .meta({ title: "a service", examples: [{ title: "Oracle Commerce", app: "COMMERCE_{instance}" }] });

const configurationSchema = z.looseObject({
  config: z
    .looseObject({
      [key]: z
        .record(name("a service"), serviceSchema)
        .meta({ title: "services", examples: [{ commerce: { title: "Oracle Commerce" } }] })
        .nullish(),
    })
    .nullish(),
});

/**
 * The built-in services and those of a stack's configuration `idcs-apps:services`, which add services, or replace
 * single keys of a built-in one of the same name.
 * @param value the configuration's value: absent, or name → `{ title, app: "COMMERCE_{instance}", defaultScope,
 *   defaultRole, userTokensOnly, clientUser, apis }`
 * @param file the file that messages name
 * @throws ManifestError with all problems
 */
export function servicesFrom(value: unknown, file: string): Services {
  const data = { config: { [key]: value } };
  const checked = validateConfiguration({ file, document: new Document(data), lines: new LineCounter() }, data);
  if ("data" in checked) return added(checked.data.config?.[key], builtInServices);
  throw new ManifestError(checked.problems.map((problem) => ({ ...problem, line: 0, column: 0 })));
}

/**
 * The known services and those of a stack's configuration file, Pulumi.<stack>.yaml.
 * @throws ManifestError with all problems, each at its place
 */
export function loadServices(
  file: string,
  known: Services = builtInServices,
  files: Files = filesAround(file),
): Services {
  const { source, value, problems } = readYaml(file, files);
  const checked = value === undefined ? { problems: [] } : validateConfiguration(source, value);
  const all: Problem[] = [...problems, ...checked.problems];
  if (all.length > 0 || !("data" in checked)) throw new ManifestError(all);
  return added(checked.data.config?.[key], known);
}

function validateConfiguration(source: Source, value: unknown) {
  return validate(configurationSchema, source, value);
}

type WrittenService = z.output<typeof serviceSchema>;

function added(own: unknown, known: Services): Services {
  const written = Object.entries((own ?? {}) as Readonly<Record<string, WrittenService>>);
  return { ...known, ...Object.fromEntries(written.map(([name, one]) => [name, serviceFrom(name, one, known[name])])) };
}

function serviceFrom(name: string, { app, ...own }: WrittenService, known?: Service): Service {
  const written = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const { clientRoles, ...kept } = known ?? {};
  return {
    title: name,
    ...kept,
    // What a built-in service's roles are for says nothing about another role.
    ...(clientRoles !== undefined && own.defaultRole === undefined && { clientRoles }),
    ...written,
    ...(app !== undefined && { appOf: (instance: string) => app.replace("{instance}", () => instance) }),
  };
}
