// Serve a folder to headless Chromium, let its page judge the views, write the logits.
//     node browser.mjs FOLDER COUNT SIZE OUT.json
// FOLDER holds node_modules (@litertjs/core, playwright-core), page.html, quality.tflite and views.bin.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import {withPage} from "./chromium.mjs";

const [folder, count, size, out] = process.argv.slice(2);
const TYPES = {".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm"};
const AT_ONCE = 20; // views a call

const server = http.createServer((request, response) => {
  const name = path.normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
  const file = path.join(folder, name);
  if (!fs.existsSync(file)) return response.writeHead(404).end();
  const type = TYPES[path.extname(file)] ?? "application/octet-stream";
  response.writeHead(200, {"Content-Type": type}).end(fs.readFileSync(file));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
try {
  await withPage(folder, async (page) => {
    page.on("pageerror", (error) => console.error(error.message));
    await page.goto(`http://127.0.0.1:${server.address().port}/page.html`);
    await page.waitForFunction(() => document.title === "ready", undefined, {timeout: 60_000});
    const said = [];
    for (let first = 0; first < count; first += AT_ONCE) {
      const few = [first, Math.min(AT_ONCE, count - first), Number(size)];
      said.push(...(await page.evaluate((each) => window.judge(...each), few)));
    }
    fs.writeFileSync(out, JSON.stringify(said));
  });
} finally {
  server.close();
}
