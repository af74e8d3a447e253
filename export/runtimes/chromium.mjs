// Open headless Chromium, let a page of it do something, close it, whatever comes.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import {createRequire} from "node:module";

// `folder` holds node_modules with playwright-core; `use` is given a page and what it gives is given.
export async function withPage(folder, use) {
  const {chromium} = createRequire(path.resolve(folder) + "/")("playwright-core");
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "profile-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    chromiumSandbox: false,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  try {
    return await use(browser.pages()[0]);
  } finally {
    await browser.close();
    fs.rmSync(profile, {recursive: true, force: true});
  }
}
