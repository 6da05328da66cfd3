const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import
  in is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/),
);

/** Whether pytest or Python gives a parameter of a test a meaning of its own. */
export function isReserved(name: string): boolean {
  return KEYWORDS.has(name) || name === "request" || name === "self" || name === "pytest" || name === "re" || name === "asyncio";
}
