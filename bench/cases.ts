import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { openRepository } from "../src/adapters/git/open-repository.ts";
import { connectPorts } from "../src/cli/connect-ports.ts";
import { quiet } from "../src/cli/progress/progress.ts";
import { readConfig } from "../src/config.ts";
import { everything } from "../src/domain/handover.ts";
import { Snapshot } from "../src/domain/snapshot.ts";
import { runPipeline } from "../src/pipeline/run-pipeline.ts";
import { type HumanTests, judgeHumanTests } from "./judge-human-tests.ts";

/**
 * `npm run bench:cases -- --cases cases.json --repos DIR [--mirrors DIR] [id...]`: runs the pipeline on real pull requests
 * and compares with the tests their authors wrote. `DIR/<id>` is a repository with the branches `main` and `feature`,
 * `DIR/<id>.spec.md` its specification; a mirror is `<owner>+<name>/repo`, a git directory that has the case's `head_sha`.
 */
const Case = z.object({ id: z.string(), repo: z.string(), head_sha: z.string(), test_files: z.array(z.string()) });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cases: { type: "string" }, repos: { type: "string" }, mirrors: { type: "string" } },
});
if (!values.cases || !values.repos) throw new Error("--cases and --repos are needed");
const cases = z.array(Case).parse(JSON.parse(readFileSync(values.cases, "utf8")));
const chosen = cases.filter(({ id }) => positionals.length === 0 || positionals.includes(id));

console.log(
  "| case | seconds | tests kept | flagged | changed lines covered before → after (human) | mutants killed before → after (human) | mutants |",
);
console.log("|---|---|---|---|---|---|---|");
for (const one of chosen) console.log(await rowOf(one, values.repos, values.mirrors ?? null));

async function rowOf(one: z.infer<typeof Case>, repos: string, mirrors: string | null): Promise<string> {
  const folder = join(repos, one.id);
  const started = performance.now();
  const signal = new AbortController().signal;
  try {
    const ports = connectPorts(one.id, await openRepository(folder), readConfig(process.env), quiet, signal);
    const handover = {
      ...everything,
      request_id: one.id,
      repository: one.repo,
      pull_request: null,
      base_ref: "main",
      head_ref: "feature",
      spec: { path: `${one.id}.spec.md`, text: readFileSync(`${folder}.spec.md`, "utf8") },
      lanes: ["unit"],
      delivery: "patch" as const,
      requested_by: "bench",
      max_tests: 25,
    };
    const report = await runPipeline({ id: one.id, handover, commit_flagged: true, parallel: 2 }, ports, signal);
    const seconds = Math.round((performance.now() - started) / 1000);
    const snapshot = Snapshot.parse(await ports.store.read(one.id, "snapshot"));
    const human = mirrors === null ? null : await judgeHumanTests(snapshot, humanTests(one, mirrors), ports, signal);
    const lane = Object.values(report.lane_results)[0];
    const flagged = report.tests.filter(({ verdict }) => verdict.kind === "flag").length;
    const lines = lane?.changed_line_coverage;
    const mutants = lane?.mutants;
    return row([
      one.id,
      seconds,
      report.tests.length,
      flagged,
      `${lines?.before} → ${lines?.after} (${human?.covered ?? "?"}) of ${lines?.total}`,
      `${mutants?.killed_before} → ${mutants?.killed_after} (${human?.killed ?? "?"})`,
      mutants?.total,
    ]);
  } catch (error) {
    return row([one.id, Math.round((performance.now() - started) / 1000), String(error).replaceAll("\n", " ").slice(0, 200)]);
  }
}

function humanTests({ repo, head_sha, test_files }: z.infer<typeof Case>, mirrors: string): HumanTests {
  const mirror = join(mirrors, repo.replace("/", "+"), "repo");
  const show = (path: string) => execFileSync("git", ["-C", mirror, "show", `${head_sha}:${path}`], { encoding: "utf8" });
  return { files: test_files.map((path) => ({ path, source: show(path) })) };
}

function row(cells: unknown[]): string {
  return `| ${cells.join(" | ")} |`;
}
