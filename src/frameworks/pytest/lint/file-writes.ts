import { nodesOfKind, type PythonNode } from "../python-syntax.ts";
import { stringValue } from "../string-values.ts";
import type { Found } from "./rule-findings.ts";

const WRITING_CALL =
  /^(os\.(open|remove|unlink|rmdir|removedirs|mkdir|makedirs|rename|renames|replace|symlink|link|chmod|chown|truncate|mkfifo|mknod|utime)|shutil\.(rmtree|move|copy|copy2|copyfile|copytree|chown|make_archive|unpack_archive)|np\.save\w*|numpy\.save\w*)$/;
const WRITING_METHOD = /\.(write_text|write_bytes|mkdir|touch|unlink|rmdir|rename|replace|symlink_to|hardlink_to|chmod)$/;
const PATH = /\bPath\(|\bPath\.(cwd|home)\(|__file__/;
const SAFE_ORIGIN =
  /\b(tmp|temp|tmp_path|tmp_path_factory|tmpdir|tmpdir_factory|tempfile|TemporaryDirectory|NamedTemporaryFile|mkdtemp|mkstemp|isolated_filesystem|StringIO|BytesIO|fs|mock_open)\w*/i;

/** Files written or removed anywhere but in a folder of the test's own (`tmp_path`, `tempfile` and what is made of them). */
export function fileWrites(root: PythonNode): Found[] {
  return nodesOfKind(root, "call")
    .filter((call) => isWrite(call) && !isOwnFolder(call))
    .map((node) => ({
      rule: "file-write",
      kind: "forbidden",
      severity: "high",
      message: "writes or removes files outside of the test's own folder",
      fix: "Use tmp_path.",
      node,
    }));
}

function isWrite(call: PythonNode): boolean {
  const name = call.field("function")?.text() ?? "";
  if (WRITING_CALL.test(name)) return true;
  if (/^(io\.|codecs\.)?open$/.test(name) || /\.open$/.test(name)) return isWriteMode(call, name);
  return WRITING_METHOD.test(name) && isMadeFromPath(call, name);
}

/** `open(path, "w")`, `Path(...).open("a")`. A mode that is not a literal counts as writing. */
function isWriteMode(call: PythonNode, name: string): boolean {
  const plain = (call.field("arguments")?.children() ?? []).filter(
    (child) => !["(", ")", ",", "comment"].includes(String(child.kind())),
  );
  const keyword = plain
    .find((child) => child.kind() === "keyword_argument" && child.field("name")?.text() === "mode")
    ?.field("value");
  const positional = plain.filter((child) => child.kind() !== "keyword_argument");
  const isMethod = /\.open$/.test(name) && !/^(io|codecs)\.open$/.test(name);
  if (isMethod && !isMadeFromPath(call, name)) return false;
  const mode = keyword ?? positional[isMethod ? 0 : 1];
  if (mode === undefined || mode === null) return false;
  const value = stringValue(mode);
  return value === null || /^(?=.*[wax+])[rwxabtU+]{1,4}$/.test(value);
}

/** Methods of paths have common names: they count only where the object is plainly a `Path`. */
function isMadeFromPath(call: PythonNode, name: string): boolean {
  const head = name.split(/[.([]/)[0] ?? "";
  return PATH.test(name) || PATH.test(textBehind(call, head));
}

/** Inside of it relative paths are in a folder of the test's own. */
const MOVES_TO_OWN_FOLDER = /\bisolated_filesystem\(|\bchdir\(\s*(tmp|temp)\w*/;

function isOwnFolder(call: PythonNode): boolean {
  const around = call.ancestors().findLast((ancestor) => ancestor.kind() === "function_definition");
  if (around && MOVES_TO_OWN_FOLDER.test(around.text())) return true;
  const names = nodesOfKind(call, "identifier").map((node) => node.text());
  if (names.some((name) => isGivenToHelper(call, name))) return true;
  return isSafe(call.text()) || names.some((name) => isSafe(textBehind(call, name)));
}

/** A path that a helper is given: whoever calls it says where. */
function isGivenToHelper(call: PythonNode, name: string): boolean {
  const helper = call.ancestors().find((ancestor) => ancestor.kind() === "function_definition");
  if (!helper || (helper.field("name")?.text() ?? "").startsWith("test")) return false;
  const parameters = helper.field("parameters");
  return (
    parameters !== null && parameters !== undefined && nodesOfKind(parameters, "identifier").some((one) => one.text() === name)
  );
}

/** A text that says `/tmp` and the folder that all programs share are nobody's own. */
function isSafe(text: string): boolean {
  const code = text.replaceAll(/"[^"\n]*"|'[^'\n]*'/g, "").replaceAll(/(tempfile\.)?gettempdir\(\)/g, "");
  return SAFE_ORIGIN.test(code);
}

/** What a local variable was assigned from, followed through other variables. */
function textBehind(node: PythonNode, name: string, seen: Set<string> = new Set()): string {
  if (name === "" || seen.has(name)) return "";
  seen.add(name);
  const place = node.ancestors().find((ancestor) => ancestor.kind() === "function_definition") ?? node.ancestors().at(-1);
  if (!place) return "";
  const sources = place.findAll({
    rule: {
      any: [
        { kind: "assignment", has: { field: "left", regex: `^${name}$` } },
        { kind: "as_pattern", has: { kind: "as_pattern_target", regex: `^${name}$` } },
      ],
    },
  });
  return sources
    .map((source) => source.field("right") ?? source.child(0))
    .map((value) =>
      value
        ? [value.text(), ...nodesOfKind(value, "identifier").map((inner) => textBehind(node, inner.text(), seen))].join(" ")
        : "",
    )
    .join(" ");
}
