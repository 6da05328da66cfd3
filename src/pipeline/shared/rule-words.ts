/** What each row of the verdict table says, for a person who asks why (design, "Evidence and verdicts"). */
export const ruleWords: Readonly<Record<string, string>> = {
  "1-not-run":
    "What the environment or the machinery stopped is not run: nothing is known of the test and nothing is held against it.",
  "2-forbidden": "A file in a forbidden place, or a test that does something forbidden, is rejected without being run.",
  "3-hallucination":
    "A test that does not stand after the bounded repairs (syntax, an import or a symbol that is not there) is rejected.",
  "4-suspected-bug":
    "A test that fails on the head by an assertion in every run, while someone stated the value it expects, is a suspected bug: shown first, never committed.",
  "5-fails-on-head": "A test that fails on the head in any other way, or that executed nothing, is rejected.",
  "6-flaky": "A test whose result differs between runs is rejected.",
  "7-lint": "A finding of high severity rejects a test.",
  "8-proves-nothing":
    "A test whose assertions never ran on the head, or that neither fails on the base nor kills a mutant of the changed lines proves nothing about the change and is rejected.",
  "9-irrelevant": "A test that most judges call irrelevant is rejected.",
  "10-redundant":
    "A test that adds no kill, no newly covered changed line or branch and no criterion to the existing tests is rejected.",
  "11-flag":
    "A test with a doubt left (a finding of medium severity, many mocks, weak relevance, a needed signal that was not measured) is flagged.",
  "12-accept": "A test that no earlier rule has anything against is accepted.",
};
