import { Command, InvalidArgumentError, Option } from "commander";
import { authorNames } from "../authors/index.ts";
import type { DemoOptions } from "./demo/demo-command.ts";
import type { ExplainOptions } from "./explain-command.ts";
import type { ReplayOptions } from "./replay-command.ts";
import type { RunOptions } from "./run-command.ts";
import type { ServeOptions } from "./serve-command.ts";
import type { SetupOptions } from "./setup/setup-command.ts";
import type { StatusOptions } from "./status-command.ts";

export interface Commands {
  run(options: RunOptions): Promise<number>;
  demo(options: DemoOptions): Promise<number>;
  explain(options: ExplainOptions): Promise<number>;
  replay(options: ReplayOptions): Promise<number>;
  mcp(): Promise<number>;
  doctor(options: { json?: boolean }): Promise<number>;
  setup(options: SetupOptions): Promise<number>;
  serve(options: ServeOptions): Promise<number>;
  status(options: StatusOptions): Promise<number>;
  runs(options: StatusOptions): Promise<number>;
}

const OUT = "tfactory-out";
const MAX_TESTS = 20;
const GITHUB_API = "https://api.github.com";

/** The grammar of the command line. Wrong use is a `CommanderError`; each action's exit code goes to `done`. */
export function buildProgram(commands: Commands, done: (code: number) => void): Command {
  const program = new Command("tfactory")
    .description("Writes tests for a change, proves them, and keeps the ones that prove something.")
    .showHelpAfterError("(tfactory --help shows how it is used)")
    .exitOverride();

  program
    .command("run")
    .description("test what a branch of a local git repository changes")
    .option("--repo <dir>", "the repository, or a folder in it", ".")
    .option("--base <ref>", "what the change is compared with (default: main, master or origin's default)")
    .option("--head <ref>", "the branch or commit to test", "HEAD")
    .option("--spec <file>", "the specification with its acceptance criteria, in Markdown or Gherkin")
    .addOption(
      new Option("--author <name>", "who writes the tests (default: anthropic when a model is configured)").choices(authorNames),
    )
    .option("--out <dir>", "where the report, the patch and the files go", OUT)
    .option("--commit", "put the tests on the branch as one local commit")
    .option("--max <n>", "keep at most this many tests", positiveInteger, MAX_TESTS)
    .option("--json", "events as JSON lines on stderr, the report as JSON on stdout")
    .option("--quiet", "no progress, only the result")
    .addHelpText("after", EXIT_CODES)
    .action(async (options: RunOptions) => done(await commands.run(options)));

  program
    .command("demo")
    .description("the whole product on this machine: a local GitHub with a sample pull request, the App, its pages")
    .option("--out <dir>", "where the sample, the server's files and the report go", `${OUT}/demo`)
    .option("--port <n>", "of the local GitHub (default: any free one)", positiveInteger, 0)
    .option("--once", "end with the run instead of staying up for more comments")
    .option("--json", "events as JSON lines on stderr, the report as JSON on stdout")
    .option("--quiet", "no progress, only the result")
    .action(async (options: DemoOptions) => done(await commands.demo(options)));

  program
    .command("explain")
    .description("say why a test of a report was kept, flagged or dropped: what was measured and which rule decided")
    .argument("<report.json>", "the report of a run")
    .argument("[test]", "any test of it, by its name or a part of its path (default: a line for each)")
    .option("--json", "the explanation as JSON on stdout")
    .addHelpText("after", EXPLAIN_EXIT_CODES)
    .action(async (report: string, test: string | undefined, options: Omit<ExplainOptions, "report" | "test">) =>
      done(await commands.explain({ ...options, report, test })),
    );

  program
    .command("replay")
    .description("prove the claims of a report again: every measurement that one command can repeat")
    .argument("<report.json>", "the report of a run")
    .argument("[tests...]", "any tests of it (default: its kept tests and suspected bugs)")
    .option("--repo <dir>", "the repository of the run, or a folder in it", ".")
    .option("--json", "events as JSON lines on stderr, the result as JSON on stdout")
    .addHelpText("after", REPLAY_EXIT_CODES)
    .action(async (report: string, tests: string[], options: Omit<ReplayOptions, "report" | "tests">) =>
      done(await commands.replay({ ...options, report, tests })),
    );

  program
    .command("serve")
    .description("serve the GitHub App: take webhooks, do runs, until it is told to stop")
    .option("--env <file>", "where the variables are (default: .env, when there is one)")
    .option("--web", "only take webhooks; runs are done by workers on the same DATABASE_URL")
    .option("--worker", "only do runs of the same DATABASE_URL")
    .action(async (options: ServeOptions) => done(await commands.serve(options)));

  program
    .command("status")
    .description("how a server is: its queue, its workers, what was used today")
    .option("--url <url>", "where the server listens (default: HOST and PORT)")
    .option("--env <file>", "where the variables are (default: .env, when there is one)")
    .option("--json", "as JSON on stdout")
    .action(async (options: StatusOptions) => done(await commands.status(options)));

  program
    .command("runs")
    .description("the runs of a server: those that are going on and the latest")
    .argument("[run]", "the id of a run: what happened in it, as JSON lines")
    .option("--url <url>", "where the server listens (default: HOST and PORT)")
    .option("--env <file>", "where the variables are (default: .env, when there is one)")
    .option("--json", "as JSON on stdout")
    .action(async (run: string | undefined, options: Omit<StatusOptions, "run">) =>
      done(await commands.runs(run === undefined ? options : { ...options, run })),
    );

  program
    .command("setup")
    .description("make the GitHub App and write its secrets for the server")
    .option("--url <url>", "where GitHub reaches the server: https://tfactory.example.com")
    .option("--smee <channel>", "a smee.io channel instead, for development only: it is public")
    .option("--org <name>", "the organization the App belongs to (default: you)")
    .option("--api-url <url>", "the REST root of a GitHub Enterprise Server", GITHUB_API)
    .option("--env <file>", "where the variables go", ".env")
    .option("--port <n>", "of the page on this machine (default: any free one)", positiveInteger, 0)
    .action(async (options: SetupOptions) => done(await commands.setup(options)));

  program
    .command("doctor")
    .description("look at everything a run and a server need, and say what to do about what is not well")
    .option("--json", "what was found as JSON on stdout")
    .addHelpText("after", DOCTOR_EXIT_CODES)
    .action(async (options: { json?: boolean }) => done(await commands.doctor(options)));

  program
    .command("mcp")
    .description("the MCP server on standard input and output: hand a pull request over, follow it, read its report")
    .addHelpText("after", MCP_VARIABLES)
    .action(async () => done(await commands.mcp()));

  return program;
}

const EXIT_CODES = `
Exit codes: 0 tests were kept, 1 nothing was worth keeping, 2 wrong use, 3 the machinery failed, 130 stopped.`;

const EXPLAIN_EXIT_CODES = `
Exit codes: 0 it is explained, 2 wrong use.`;

const REPLAY_EXIT_CODES = `
Exit codes: 0 every claim was seen again, 1 one was not, 2 wrong use, 3 the machinery failed, 130 stopped.`;

const DOCTOR_EXIT_CODES = `
Exit codes: 0 everything needed is there, 2 wrong use, 3 something needed is not.`;

const MCP_VARIABLES = `
GITHUB_TOKEN (or GH_TOKEN): may read contents, pull requests and checks and write contents of the repository.
GITHUB_API_URL: the REST root of a GitHub Enterprise Server.`;

function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1.");
  return Number(text);
}
