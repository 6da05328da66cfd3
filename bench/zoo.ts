import { parseArgs } from "node:util";
import { interruptible } from "../src/cli/interrupt.ts";
import { compareWithFloor, raiseFloor, readFloor } from "./zoo/floor.ts";
import { habitatsWith, judgeZoo } from "./zoo/judge-zoo.ts";
import { isFlaky, TESTED, type ZooCase } from "./zoo/read-zoo.ts";
import { renderComparison, renderScore } from "./zoo/render.ts";
import { scoreOf } from "./zoo/score.ts";
import { renderSoak, soakOf } from "./zoo/soak.ts";

/**
 * `npm run zoo [-- --only KIND|HABITAT] [--repeat N] [--json] [--raise-floor]`: hands the labelled tests of `fixtures/zoo` to
 * the real pipeline and says where the judge was wrong. `--repeat` judges the flaky ones so many times and counts those that
 * would have been committed.
 */
const { values } = parseArgs({
  options: {
    only: { type: "string" },
    repeat: { type: "string" },
    json: { type: "boolean", default: false },
    "raise-floor": { type: "boolean", default: false },
  },
});
const rounds = Number(values.repeat ?? 1);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--repeat takes a whole number of at least 1");

const chosen = (one: ZooCase) => values.only === undefined || [one.kind, one.habitat].includes(values.only);
const wanted = (one: ZooCase) => chosen(one) && (values.repeat === undefined || isFlaky(one));
const habitats = habitatsWith(wanted);
if (habitats.length === 0) throw new Error(`no case is of the kind or habitat ${values.only}`);

const tell: Parameters<typeof judgeZoo>[3] = ({ name }, judgements, seconds) => {
  const wrong = scoreOf(judgements).cases.filter(({ mark }) => mark !== "right");
  const said = wrong.map(({ test, mark, rule }) => `\n  ${mark} by ${rule}: ${test}`).join("");
  console.error(`${name}: ${judgements.length} judged in ${Math.round(seconds)} s, ${wrong.length} wrong${said}`);
};
const started = performance.now();
const judged = await interruptible((signal) => judgeZoo(habitats, rounds, signal, tell));
const seconds = (performance.now() - started) / 1000;
const judgements = judged.filter(({ zoo_case }) => wanted(zoo_case));

if (values.repeat !== undefined) {
  const soak = soakOf(judgements);
  console.log(values.json ? JSON.stringify({ ...soak, seconds }, null, 1) : renderSoak(soak, seconds));
  process.exitCode = soak.accepted.length === 0 ? 0 : 1;
} else {
  const score = scoreOf(judgements, judged);
  console.log(values.json ? JSON.stringify({ ...score, seconds }, null, 1) : renderScore(score, seconds));
  if (values.only === undefined) {
    const tested = scoreOf(
      judgements.filter(({ zoo_case }) => TESTED.includes(zoo_case.habitat)),
      judged,
    );
    for (const [part, reached] of [["whole", score] as const, ["tested", tested] as const]) {
      const comparison = compareWithFloor(reached, readFloor(part));
      if (!values.json) console.log(`${part}: ${renderComparison(comparison)}`);
      if (values["raise-floor"] && !raiseFloor(comparison, part))
        console.error(`The floor of ${part} stays: this run is not above it.`);
      if (comparison.status === "below") process.exitCode = 1;
    }
  }
}
