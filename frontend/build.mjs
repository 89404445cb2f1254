// Writes what the pages load into src/fullcircle/web/static/dist.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const uswds = join(modules, "@uswds", "uswds");
const dist = join(here, "..", "src", "fullcircle", "web", "static", "dist");

const copies = {
  "fonts/PublicSans-Regular.woff2": join(uswds, "dist/fonts/public-sans/PublicSans-Regular.woff2"),
  "fonts/PublicSans-SemiBold.woff2": join(uswds, "dist/fonts/public-sans/PublicSans-SemiBold.woff2"),
  "fonts/PublicSans-Bold.woff2": join(uswds, "dist/fonts/public-sans/PublicSans-Bold.woff2"),
  "fonts/paper-regular.ttf": join(uswds, "dist/fonts/public-sans/PublicSans-Regular.ttf"), // agreements as PDF
  "fonts/paper-bold.ttf": join(uswds, "dist/fonts/public-sans/PublicSans-Bold.ttf"),
  "img/usa-icons/unfold_more.svg": join(uswds, "dist/img/usa-icons/unfold_more.svg"),
  "htmx.js": join(modules, "htmx.org/dist/htmx.min.js"),
  "brand.svg": join(here, "images/brand.svg"),
  "exit.js": join(here, "scripts/exit.js"),
  "keys.js": join(here, "scripts/keys.js"),
  "kept-visits.js": join(here, "scripts/kept-visits.js"),
  "lock.js": join(here, "scripts/lock.js"),
  "visit.js": join(here, "scripts/visit.js"),
  "visit-questions.js": join(here, "scripts/visit-questions.js"),
  "visit-seal.js": join(here, "scripts/visit-seal.js"),
  "visit-worker.js": join(here, "scripts/visit-worker.js"),
  "licenses/uswds.md": join(uswds, "LICENSE.md"),
  "licenses/htmx.txt": join(modules, "htmx.org/LICENSE"),
};

function stylesheet() {
  const { css } = sass.compile(join(here, "styles/fullcircle.scss"), {
    loadPaths: [join(uswds, "packages")],
    style: "compressed",
    quietDeps: true,
    logger: sass.Logger.silent,
  });
  return css;
}

rmSync(dist, { recursive: true, force: true });
for (const [name, source] of Object.entries(copies)) {
  const target = join(dist, name);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target);
}
const css = stylesheet();
writeFileSync(join(dist, "fullcircle.css"), css);
console.log(`fullcircle.css ${(Buffer.byteLength(css) / 1000).toFixed(1)} kB`);
