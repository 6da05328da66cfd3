import type { VerdictKind } from "../../src/domain/verdict.ts";
import type { Judgement } from "./judge-habitat.ts";
import type { ZooCase } from "./read-zoo.ts";

/**
 * `false-accept`: a bad test would be committed. `false-reject`: a good test is not kept, or a bug it reveals is not said.
 * `misjudged`: a bad test is left out, but not for what it is (a suspected bug that is none, a failure of the machinery, what
 * another test of its file does).
 */
export type Mark = "right" | "false-accept" | "false-reject" | "misjudged";

export interface Marked {
  habitat: string;
  file: string;
  test: string;
  label: ZooCase["label"];
  kind: string;
  why: string;
  verdict: VerdictKind;
  rule: string;
  reasons: string[];
  mark: Mark;
}
export interface KindRow {
  label: ZooCase["label"];
  cases: number;
  verdicts: Record<VerdictKind, number>;
  wrong: number;
}
export interface Score {
  false_accept_rate: number;
  good_kept_rate: number;
  misjudged: number;
  by_kind: Record<string, KindRow>;
  cases: Marked[];
}

const COMMITTED: ReadonlySet<VerdictKind> = new Set(["accept", "flag"]);

/**
 * Pure: the share of bad cases that would be committed, the share of good ones that are kept, and each case's mark. `all` are
 * those judged beside them, where only some are scored: a copy is looked at with its original.
 */
export function scoreOf(judgements: Judgement[], all: Judgement[] = judgements): Score {
  const cases = judgements.map((one) => markOf(one, all));
  const [good, bad] = [cases.filter(({ label }) => label === "good"), cases.filter(({ label }) => label === "bad")];
  const by_kind: Score["by_kind"] = {};
  for (const one of cases) {
    const key = `${one.label} ${one.kind}`;
    const row = by_kind[key] ?? emptyRow(one.label);
    by_kind[key] = row;
    row.cases += 1;
    row.verdicts[one.verdict] += 1;
    if (one.mark !== "right") row.wrong += 1;
  }
  return {
    false_accept_rate: share(bad, "false-accept"),
    good_kept_rate: 1 - share(good, "false-reject"),
    misjudged: cases.filter(({ mark }) => mark === "misjudged").length,
    by_kind,
    cases,
  };
}

function markOf(judgement: Judgement, all: Judgement[]): Marked {
  const { zoo_case, verdict, dropped_because } = judgement;
  const { habitat, file, test, label, kind, why } = zoo_case;
  const original = originalOf(judgement, all);
  const reasons = dropped_because === null ? verdict.reasons : [...verdict.reasons, `left out as ${dropped_because}`];
  const mark = original === null ? markByVerdict(judgement) : markOfCopy(judgement, original);
  return { habitat, file, test, label, kind, why, verdict: verdict.kind, rule: verdict.rule, reasons, mark };
}

function markByVerdict({ zoo_case: { label, right }, verdict, with_its_file }: Judgement): Mark {
  if (right.includes(verdict.kind) && !with_its_file) return "right";
  if (label === "good") return "false-reject";
  return COMMITTED.has(verdict.kind) ? "false-accept" : "misjudged";
}

/** Either of two equal tests may stay. A copy that is left out because its original was never worth keeping shows nothing. */
function markOfCopy(copy: Judgement, original: Judgement): Mark {
  if (copy.kept && original.kept) return "false-accept";
  const said = [copy, original].some(({ dropped_because }) => dropped_because === "duplicate" || dropped_because === "subsumed");
  return said || copy.verdict.kind === "reject" ? "right" : "misjudged";
}

function originalOf({ zoo_case, round }: Judgement, all: Judgement[]): Judgement | null {
  const { copy_of, file, habitat } = zoo_case;
  if (copy_of === undefined) return null;
  const original = all.find(
    (other) =>
      other.round === round &&
      other.zoo_case.habitat === habitat &&
      other.zoo_case.file === file &&
      other.zoo_case.test === copy_of,
  );
  if (original === undefined) throw new Error(`${habitat}/${file}: ${zoo_case.test} is a copy of ${copy_of}, which is not there`);
  return original;
}

function emptyRow(label: ZooCase["label"]): KindRow {
  return { label, cases: 0, verdicts: { accept: 0, flag: 0, reject: 0, "suspected-bug": 0, "not-run": 0 }, wrong: 0 };
}

function share(cases: Marked[], mark: Mark): number {
  return cases.length === 0 ? 0 : cases.filter((one) => one.mark === mark).length / cases.length;
}
