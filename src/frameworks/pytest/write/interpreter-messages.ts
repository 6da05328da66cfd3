/** Messages the interpreter writes itself. They differ between Python versions, so no test should quote them. */
const TEXTS = [
  /^object of type '.+' has no len\(\)/,
  /^'.+' object (?:has no attribute|is not|does not|cannot be)/,
  /^type object '.+' has no attribute/,
  /^unsupported operand type/,
  /^'.+' not supported between instances/,
  /^bad operand type/,
  /^.+ (?:takes|missing|got (?:an unexpected|multiple|some positional)) .*(?:argument|keyword)/,
  /^argument should be/,
  /argument must be .+, not /,
  /^(?:can only concatenate|must be (?:str|real number)|can't multiply|cannot unpack|not all arguments|a bytes-like object)/,
  /^(?:list|string|tuple|bytearray|range object) index out of range/,
  /^(?:list|tuple|string|byte|slice) ind(?:ex|ices) must be/,
  /^(?:sequence item|expected str|expected string or bytes|descriptor '|unhashable type|local variable|cannot access local|name '.+' is not defined)/,
  /^(?:not enough|too many) values to unpack/,
  /^(?:division|integer division|float division|modulo|integer modulo|float modulo)(?: or modulo)? by zero/,
  /^(?:invalid literal for int|could not convert string to float)/,
  /^(?:maximum recursion depth|'.+' codec can't)/,
];
const RAISED_BY_INTERPRETER =
  /^(?:TypeError|AttributeError|NameError|UnboundLocalError|IndexError|ZeroDivisionError|ValueError|RecursionError|Unicode\w*Error)$/;

/** Whether an exception's text comes from the interpreter and not from the project. */
export function isInterpreterMessage(exception: string, message: string): boolean {
  return RAISED_BY_INTERPRETER.test(exception) && TEXTS.some((text) => text.test(message));
}
