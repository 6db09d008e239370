// Renders the Mermaid chart on stdin without a browser, and tells as JSON what is in the picture.
// Run in a folder with the packages mermaid and jsdom.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const { JSDOM } = require("jsdom");
const { window } = new JSDOM("<!DOCTYPE html><body></body>", { pretendToBeVisual: true });
class CSSStyleSheet {
  cssRules = [];
  insertRule() {}
  replaceSync() {}
}
Object.assign(globalThis, { window, document: window.document, CSSStyleSheet });
window.SVGElement.prototype.getBBox = () => ({ x: 0, y: 0, width: 80, height: 20 }); // jsdom lays nothing out
window.SVGElement.prototype.getComputedTextLength = () => 80;

const { default: mermaid } = await import(require.resolve("mermaid").replace(/[^/]*$/, "mermaid.core.mjs"));
mermaid.initialize({ startOnLoad: false, htmlLabels: false, flowchart: { htmlLabels: false } });
const { svg } = await mermaid.render("picture", readFileSync(0, "utf8"));
const page = new JSDOM(svg).window.document;
const texts = (selector) => [...page.querySelectorAll(selector)].map((node) => node.textContent.trim());
process.stdout.write(
  JSON.stringify({
    nodes: texts(".node text"),
    edges: texts(".edgeLabel text"),
    arrows: page.querySelectorAll("path.flowchart-link").length,
    foreign: page.querySelectorAll("script, a, image").length,
  }),
);
