import type { Answer, Request, Verb } from "../../src/frameworks/protocol.ts";
import type { PreparedEnvironment, Sandbox, SandboxAnswer, SandboxRequest, SourceTree } from "../../src/ports.ts";

/**
 * What the fake says to a verb: the answer's body, or a function of the request that gives the body or, to play a
 * failure of the machinery, a whole `SandboxAnswer`.
 */
type Scripted<V extends Verb> = Answer<V> | ((body: Request<V>, request: SandboxRequest) => Answer<V> | SandboxAnswer);
export type ScriptedAnswers = { [V in Verb]?: Scripted<V> };

const ready: PreparedEnvironment = { status: "ready", image: "sha256:fake", notes: [], seconds: 0 };

/** A sandbox that runs nothing: it answers as scripted and remembers what it was asked. A verb without a script is a crash. */
export class FakeSandbox implements Sandbox {
  readonly requests: SandboxRequest[] = [];
  readonly prepared: { framework: string; tree: SourceTree }[] = [];
  answers: ScriptedAnswers;
  environment: PreparedEnvironment;

  constructor(answers: ScriptedAnswers = {}, environment: PreparedEnvironment = ready) {
    this.answers = answers;
    this.environment = environment;
  }

  async prepare(framework: string, tree: SourceTree): Promise<PreparedEnvironment> {
    this.prepared.push({ framework, tree });
    return this.environment;
  }

  async ask(request: SandboxRequest): Promise<SandboxAnswer> {
    this.requests.push(request);
    const scripted: unknown = this.answers[request.verb];
    if (scripted === undefined) return { status: "crashed", seconds: 0, reason: `no scripted answer for ${request.verb}` };
    const said: unknown = typeof scripted === "function" ? scripted(request.body, request) : scripted;
    return isSandboxAnswer(said) ? said : { status: "answered", body: structuredClone(said), seconds: 0 };
  }

  /** The bodies of every request of one verb, in order. */
  asked<V extends Verb>(verb: V): Request<V>[] {
    return this.requests.filter((request) => request.verb === verb).map((request) => request.body as Request<V>);
  }
}

/** No answer of the protocol has a `status` of its own. */
function isSandboxAnswer(said: unknown): said is SandboxAnswer {
  return typeof said === "object" && said !== null && "status" in said;
}
