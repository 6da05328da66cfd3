import { describe, expect, test } from "vitest";
import { Budget, type BudgetLimits } from "../../src/runs/budget.ts";
import { MemorySpending } from "../../src/runs/memory-spending.ts";
import { type Amount, NOTHING } from "../../src/runs/spending.ts";

const plenty: Amount = { tokens: 1000, usd: 10, calls: 100, minutes: 60 };
const limitsOf = (run: Partial<Amount>, others: Partial<Omit<BudgetLimits, "run">> = {}): BudgetLimits => ({
  run: { ...plenty, ...run },
  "repository-day": plenty,
  day: plenty,
  ...others,
});
let today = "2026-01-01";
const now = () => new Date(`${today}T12:00:00Z`);
const budgetOf = (limits: BudgetLimits, spending = new MemorySpending(), run_id = "1", repository = "acme/calc") =>
  new Budget({ run_id, repository, limits }, spending, now);
const worst = { tokens: 100, usd: 1, calls: 2, minutes: 10 };

async function reserved(budget: Budget, amount: Amount = worst) {
  const answer = await budget.reserve(amount);
  if (answer.status !== "reserved") throw new Error(answer.reason);
  return answer.reservation;
}

describe("a budget", () => {
  test("sets the worst case aside and keeps what was used", async () => {
    const budget = budgetOf(limitsOf({}));
    const reservation = await reserved(budget);
    expect(await budget.standing()).toContainEqual({ scope: "run", measure: "tokens", spent: 100, limit: 1000 });
    await budget.book(reservation, { tokens: 30, usd: 0.2, calls: 1, minutes: 0.5 });
    const spent = (await budget.standing()).filter(({ scope }) => scope === "run").map((row) => row.spent);
    expect(spent.map((value) => Math.round(value * 10) / 10)).toEqual([30, 0.2, 1, 0.5]);
    expect(await budget.standing()).toHaveLength(12);
  });

  test.each([
    [{ tokens: 150 }, "The model's budget of this run has no room: 90 of 150 tokens are spent and one question may take 100."],
    [{ usd: 1.5 }, "The model's budget of this run has no room: 0.9 of 1.5 usd are spent and one question may take 1."],
    [{ calls: 2 }, "The model's budget of this run has no room: 1 of 2 calls are spent and one question may take 2."],
  ])("of %j ends with a sentence", async (run, reason) => {
    const budget = budgetOf(limitsOf(run));
    await budget.book(await reserved(budget), { tokens: 90, usd: 0.9, calls: 1, minutes: 1 });
    expect(await budget.reserve(worst)).toEqual({ status: "exhausted", reason });
  });

  test("is shared by the runs of a repository and of a day, and new the next day", async () => {
    const spending = new MemorySpending();
    const limits = limitsOf({}, { "repository-day": { ...plenty, tokens: 150 }, day: { ...plenty, tokens: 250 } });
    const all = { ...NOTHING, tokens: 100 };
    await budgetOf(limits, spending, "1", "acme/calc").reserve(all);
    expect(await budgetOf(limits, spending, "2", "acme/calc").reserve(all)).toMatchObject({
      reason: expect.stringMatching(/^The model's budget of this repository today has no room: 100 of 150 tokens/),
    });
    await reserved(budgetOf(limits, spending, "3", "acme/other"), all);
    expect(await budgetOf(limits, spending, "4", "acme/third").reserve(all)).toMatchObject({
      reason: expect.stringMatching(/^The model's budget of today has no room: 200 of 250 tokens/),
    });
    today = "2026-01-02";
    expect(await budgetOf(limits, spending, "5", "acme/calc").reserve(all)).toMatchObject({ status: "reserved" });
    today = "2026-01-01";
  });

  test("gives a question more minutes as long as there are some", async () => {
    const budget = budgetOf(limitsOf({ minutes: 3 }));
    const reservation = await reserved(budget, { ...worst, minutes: 1 });
    expect(await budget.extend(reservation, 1)).toBe(true);
    expect(await budget.extend(reservation, 1)).toBe(true);
    expect(await budget.extend(reservation, 1)).toBe(false);
    expect(reservation.amount.minutes).toBe(3);
    await budget.book(reservation, { ...NOTHING, minutes: 2.6 });
    expect(await budget.reserve({ ...worst, minutes: 1 })).toMatchObject({ reason: expect.stringMatching(/2\.6 of 3 minutes/) });
  });

  test("that is only set aside by questions under way is waited for", async () => {
    const budget = budgetOf(limitsOf({ tokens: 150 }));
    const first = await reserved(budget);
    const second = budget.reserve(worst);
    const third = budget.reserve(worst);
    await budget.book(first, { ...NOTHING, tokens: 20 });
    const reservation = await Promise.race([second, third]);
    expect(reservation).toMatchObject({ status: "reserved" });
    if (reservation.status === "reserved") await budget.book(reservation.reservation, { ...NOTHING, tokens: 20 });
    expect((await Promise.all([second, third])).map(({ status }) => status)).toEqual(["reserved", "reserved"]);
  });

  test("is never passed, whatever order questions come and go in", async () => {
    const spending = new MemorySpending();
    const budget = budgetOf(limitsOf({ tokens: 350, calls: 40 }), spending);
    let most = 0;
    const ask = async () => {
      const answer = await budget.reserve(worst);
      most = Math.max(most, (await spending.spent("run 1")).tokens);
      if (answer.status === "reserved") await budget.book(answer.reservation, { ...NOTHING, tokens: 30, calls: 1 });
      return answer.status;
    };
    const answers = await Promise.all(Array.from({ length: 30 }, ask));
    expect(most).toBeLessThanOrEqual(350);
    const asked = answers.filter((status) => status === "reserved").length;
    expect(asked).toBe(9); // 8 * 30 + 100 still fit, 9 * 30 + 100 do not
    expect((await spending.spent("run 1")).tokens).toBe(270);
  });
});
