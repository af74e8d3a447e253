// Open a model that Netron serves in headless Chromium, and tell what it draws.
//     node netron.mjs FOLDER_OF_NODE_MODULES URL
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import {createRequire} from "node:module";

const [folder, url] = process.argv.slice(2);
const {chromium} = createRequire(path.resolve(folder) + "/")("playwright-core");
const profile = fs.mkdtempSync(path.join(os.tmpdir(), "profile-"));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  chromiumSandbox: false,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
try {
  const page = browser.pages()[0];
  // Netron takes eval away from its page, which is how a page is asked.
  await page.addInitScript(() => {
    const kept = window.eval;
    Object.defineProperty(window, "eval", {get: () => kept, set: () => {}});
  });
  await page.goto(url);
  await page.getByText("Accept").click();
  await page.waitForSelector("g.node-item-type", {state: "attached", timeout: 60_000});
  const titles = await page.$$eval("g.node-item-type", (nodes) => nodes.map((node) => node.textContent));
  console.log(JSON.stringify(titles));
} finally {
  await browser.close();
  fs.rmSync(profile, {recursive: true, force: true});
}
