import { lockFolder } from "../../../src/adapters/database/folder-lock.ts";

await lockFolder(process.argv[2] ?? "");
process.send?.("locked");
setInterval(() => {}, 60_000);
