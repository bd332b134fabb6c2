import resource from "@pulumi/pulumi/proto/resource_pb.js";

// Pulumi's SDK writes each answer of the engine into its debug log, as text and with the secrets in clear. That log is
// part of the output of `pulumi up --json`, `pulumi up --debug` and `pulumi up --logtostderr -v=3`. So an answer has no
// text. All answers are of one class; what programs read of them is not changed.
Object.getPrototypeOf(resource.RegisterResourceResponse.prototype).toString = () =>
  "(not shown: it may contain secrets)";
