// Asks Cordon about one order and says whether it may proceed: a worked example of a client that fails closed. See
// clients/README.md for the rules it follows, which are the same in every language.
//
//   node dist/order_client.js --server 127.0.0.1:50061 --order order.json
//
// The protos are read when it starts, from the folder that CORDON_PROTO_DIR names.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import * as grpc from "@grpc/grpc-js";
import * as protoLoader from "@grpc/proto-loader";
import * as protobuf from "protobufjs";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
const PROTO_DIR = process.env.CORDON_PROTO_DIR ?? join(__dirname, "../../../proto");
const PROCEED = ["CLEAR", "NOTE"];
const STOP = ["HOLD", "ESCALATE", "BLOCK"];

interface Screening {
  name: string;
  record_sha256: string;
  request_id: string;
  disposition: string | number; // a number when this client's protos do not know it
  incomplete: { reason: string }[];
}

type Answer = (error: grpc.ServiceError | null, answer?: Screening) => void;
interface Stub extends grpc.Client {
  ScreenTransaction(request: object, metadata: grpc.Metadata, options: grpc.CallOptions, done: Answer): void;
}

// What the order system needs to know. Made as a HOLD: only a whole, recorded answer changes that.
class Verdict {
  disposition = "HOLD";
  answered = false;
  screening = "";
  reason = "";
  attempts = 0;

  get proceed(): boolean {
    return this.answered && PROCEED.includes(this.disposition);
  }
  get exitCode(): number {
    if (this.disposition === "BLOCK") return 4;
    if (!this.answered) return 5;
    return this.proceed ? 0 : 3;
  }
}

function judge(answer: Screening, requestId: string): Verdict {
  const verdict = new Verdict();
  verdict.screening = answer.name;
  const name = String(answer.disposition);
  if (STOP.includes(name)) verdict.disposition = name;
  if (!answer.name || !answer.record_sha256 || answer.request_id !== requestId) {
    verdict.reason = "the answer has no record of this request";
  } else if (answer.incomplete.length > 0) {
    verdict.reason = `incomplete: ${answer.incomplete[0].reason}`;
  } else if (!PROCEED.includes(name) && !STOP.includes(name)) {
    verdict.reason = `unknown disposition ${name}`;
  } else {
    verdict.disposition = name;
    verdict.answered = true;
  }
  return verdict;
}

// Milliseconds the server asks for; nothing when it names none, and then a refusal is final.
function retryDelay(error: grpc.ServiceError, root: protobuf.Root): number | undefined {
  for (const bytes of error.metadata?.get("grpc-status-details-bin") ?? []) {
    const details = root.lookupType("google.rpc.Status").decode(bytes as Buffer) as unknown as {
      details: { type_url: string; value: Uint8Array }[];
    };
    for (const detail of details.details) {
      if (!detail.type_url.endsWith("/google.rpc.RetryInfo")) continue;
      const info = root.lookupType("google.rpc.RetryInfo").decode(detail.value) as unknown as {
        retry_delay?: { seconds: number | { toNumber(): number }; nanos: number };
      };
      const seconds = info.retry_delay?.seconds ?? 0;
      const whole = typeof seconds === "number" ? seconds : seconds.toNumber();
      return whole * 1000 + (info.retry_delay?.nanos ?? 0) / 1e6;
    }
  }
  return undefined;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function screenOrder(stub: Stub, root: protobuf.Root, request: { request_id: string }, deadlineMs: number,
  attempts: number, token: string): Promise<Verdict> {
  let pause = FIRST_PAUSE_MS;
  for (let attempt = 1; ; ++attempt) {
    const metadata = new grpc.Metadata();
    if (token) metadata.set("authorization", `Bearer ${token}`);
    const [error, answer] = await new Promise<[grpc.ServiceError | null, Screening | undefined]>((resolve) =>
      stub.ScreenTransaction(request, metadata, { deadline: Date.now() + deadlineMs }, (e, a) => resolve([e, a])));
    if (!error && answer) {
      const verdict = judge(answer, request.request_id);
      verdict.attempts = attempt;
      return verdict;
    }
    const code = error?.code ?? grpc.status.UNKNOWN;
    const asked = error ? retryDelay(error, root) : undefined;
    const again = code === grpc.status.UNAVAILABLE || code === grpc.status.DEADLINE_EXCEEDED ||
      (code === grpc.status.RESOURCE_EXHAUSTED && asked !== undefined);
    if (!again || attempt >= attempts) {
      const verdict = new Verdict();
      verdict.attempts = attempt;
      verdict.reason = `${grpc.status[code]}: ${error?.details ?? ""}`;
      return verdict;
    }
    // Half of the pause is chance, so that many clients do not come back at the same moment.
    await sleep(Math.max(asked ?? 0, pause / 2 + Math.random() * (pause / 2)));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

// This library ignores fields it does not know. A misspelt one would be a fact that nobody screens, so it is refused.
function refuseUnknown(type: protobuf.Type, value: unknown, place: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${place}: no object`);
  for (const [key, inner] of Object.entries(value)) {
    const field = type.fields[key];
    if (!field) throw new Error(`${place}.${key}: no such field`);
    field.resolve();
    if (Array.isArray(inner) !== field.repeated) throw new Error(`${place}.${key}: one value or several?`);
    const values: unknown[] = field.repeated ? (inner as unknown[]) : [inner];
    for (const one of values) {
      if (field.resolvedType instanceof protobuf.Type) {
        refuseUnknown(field.resolvedType, one, `${place}.${key}`);
      } else if (field.resolvedType instanceof protobuf.Enum && !(String(one) in field.resolvedType.values)) {
        throw new Error(`${place}.${key}: unknown value ${String(one)}`);
      }
    }
  }
}

function usage(why: string): never {
  console.error(`order_client: ${why}\nusage: order_client --server HOST:PORT --order FILE [--request-id UUID]` +
    " [--deadline-ms 1000] [--attempts 4] [--ca FILE [--cert FILE --key FILE]] [--token-file FILE]");
  process.exit(2);
}

function options() {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ options: { server: text, order: text, "request-id": text, "deadline-ms": text, attempts: text,
      ca: text, cert: text, key: text, "token-file": text } }).values;
  } catch (error) {
    return usage(String(error));
  }
}

async function main(): Promise<number> {
  const flags = options();
  const deadlineMs = Number(flags["deadline-ms"] ?? 1000);
  const attempts = Number(flags.attempts ?? 4);
  if (!flags.server || !flags.order || !(deadlineMs > 0) || !(attempts > 0)) usage("--server and --order are needed");

  const files = ["cordon/v1/screening.proto", "google/rpc/status.proto", "google/rpc/error_details.proto"];
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => target.startsWith("google/protobuf/") ? target : join(PROTO_DIR, target);
  root.loadSync(files, { keepCase: true }).resolveAll();
  const definition = protoLoader.loadSync(files,
    { includeDirs: [PROTO_DIR], keepCase: true, longs: String, enums: String, defaults: true, arrays: true });
  const api = grpc.loadPackageDefinition(definition) as unknown as
    { cordon: { v1: { ScreeningService: new (...a: ConstructorParameters<typeof grpc.Client>) => Stub } } };

  let transaction: { id?: string };
  let token = "";
  let credentials = grpc.credentials.createInsecure();
  try {
    transaction = JSON.parse(readFileSync(flags.order, "utf8"));
    refuseUnknown(root.lookupType("cordon.v1.Transaction"), transaction, "order");
    if (flags["token-file"]) token = readFileSync(flags["token-file"], "utf8").trim();
    if (flags.ca) {
      credentials = grpc.credentials.createSsl(readFileSync(flags.ca), flags.key ? readFileSync(flags.key) : null,
        flags.cert ? readFileSync(flags.cert) : null);
    }
  } catch (error) {
    return usage(`${flags.order}: ${String(error)}`);
  }
  const request = {
    transaction, request_id: flags["request-id"] ?? randomUUID(), external_ref: transaction.id ?? "" };
  // A server that restarts is found again within the attempts, not a second later.
  const stub = new api.cordon.v1.ScreeningService(flags.server, credentials,
    { "grpc.initial_reconnect_backoff_ms": 100, "grpc.max_reconnect_backoff_ms": 2000 });
  const verdict = await screenOrder(stub, root, request, deadlineMs, attempts, token);
  stub.close();
  console.log(JSON.stringify({ order: request.external_ref, disposition: verdict.disposition,
    proceed: verdict.proceed, screening: verdict.screening, request_id: request.request_id, reason: verdict.reason,
    attempts: verdict.attempts }));
  return verdict.exitCode;
}

main().then((code) => { process.exitCode = code; }, (error) => {
  console.error(error);
  process.exitCode = 5;
});
