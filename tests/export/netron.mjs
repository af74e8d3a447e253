// Open a model that Netron serves in headless Chromium, and tell what it draws.
//     node netron.mjs FOLDER_OF_NODE_MODULES URL
import {withPage} from "../../export/runtimes/chromium.mjs";

const [folder, url] = process.argv.slice(2);

await withPage(folder, async (page) => {
  // Netron takes eval away from its page, which is how a page is asked.
  await page.addInitScript(() => {
    const kept = window.eval;
    Object.defineProperty(window, "eval", {get: () => kept, set: () => {}});
  });
  await page.goto(url);
  await page.getByText("Accept").click();
  const drawn = "g.node-item-type";
  await page.waitForSelector(drawn, {state: "attached", timeout: 60_000});
  const titles = await page.$$eval(drawn, (nodes) => nodes.map((node) => node.textContent));
  console.log(JSON.stringify(titles));
});
