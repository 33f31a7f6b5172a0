// Bundles every entry (client/<name>.ts and client/<name>.css) into static/<name>.<hash>.<ext> and writes static/manifest.json.
import { build } from "esbuild";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "static");
await mkdir(target, { recursive: true });

const entries = (await readdir(here)).filter((name) => /^[a-z-]+\.(ts|css)$/.test(name)).map((name) => join(here, name));
const result = await build({
  entryPoints: entries, outdir: target, bundle: true, minify: true, format: "esm", target: ["es2020", "safari14"],
  entryNames: "[name].[hash]", metafile: true, logLevel: "warning", charset: "utf8", legalComments: "none",
});
const manifest = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  if (output.entryPoint) manifest[basename(output.entryPoint).replace(/\.ts$/, ".js")] = relative(target, join(process.cwd(), path)).replaceAll("\\", "/");
}
await writeFile(join(target, "manifest.json"), JSON.stringify(manifest, null, 1));
const kept = new Set(["manifest.json", ...Object.keys(result.metafile.outputs).map((path) => basename(path))]);
for (const name of await readdir(target)) if (!kept.has(name)) await rm(join(target, name), { recursive: true });
