// The site in a real browser: every door end to end, with script and without, and no violation of WCAG 2.2 AA on any page type, narrow and
// wide, light and dark. Run by `cargo xtask test`; by hand: node site.mjs COMMAND [FOLDER FOR PICTURES].
import { spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { interview, screens } from "./interview.mjs";

const [command, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "onus-browser-"));
const failures = [];
let checks = 0;

function expect(truth, what) {
  checks += 1;
  if (!truth) failures.push(what);
}

async function start() {
  const args = ["serve", "--listen", "127.0.0.1:0", "--database", join(folder, "onus.db"), "--rate", "0"];
  const server = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
  const address = await new Promise((resolve, reject) => {
    let text = "";
    server.stdout.on("data", (part) => {
      text += part;
      const found = text.match(/http:\/\/[0-9.:]+/);
      if (found) resolve(found[0]);
    });
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { server, address };
}

const { server, address } = await start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"],
});

/** One page of each type. */
const types = {
  home: "/", owe: "/owe", owed: "/owed?owed_to=users", happened: "/happened", register: "/register?q=incident", regimes: "/register/regimes",
  regime: "/register/eu.nis2", duty: "/register/eu.nis2.21-2-d", definition: "/register/eu.nis2.essential", fact: "/register/organisation.staff",
  expected: "/expected", stakeholder: "/expected/user", glossary: "/glossary", method: "/method", result: "/demo/hospital-incident",
  clock: "/demo/hospital-incident/clock", nowhere: "/nowhere", dutch: "/nl/demo/webshop",
};

async function audit(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  checks += 1;
  for (const violation of found.violations) {
    failures.push(`${name}: ${violation.id}: ${violation.nodes[0].target} ${violation.nodes[0].failureSummary}`);
  }
}

async function audits() {
  for (const scheme of ["light", "dark"]) {
    for (const width of [360, 1280]) {
      // the policy of the site forbids the script that axe is; only here it is lifted
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, bypassCSP: true });
      const page = await context.newPage();
      for (const [name, path] of Object.entries(types)) {
        await page.goto(address + path);
        if (name === "result") await page.locator("details.duty").first().evaluate((one) => (one.open = true));
        await audit(page, `${name} ${scheme} ${width}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide <= 0, `${name} at ${width}: ${wide} pixels too wide`);
        if (pictures) {
          mkdirSync(pictures, { recursive: true });
          await page.screenshot({ path: join(pictures, `${name}-${scheme}-${width}.png`), clip: { x: 0, y: 0, width, height: 1400 }, fullPage: true });
        }
      }
      await context.close();
    }
  }
}

/** What happened is told in a form; the agenda asks what would sharpen it. `looked` sees each page on the way. */
async function told(page, how, looked) {
  await page.goto(address + "/happened");
  await page.locator('input[name="event"]').first().check();
  await page.locator("#at").fill("2026-11-20T10:30");
  await page.locator("#zone").fill("Europe/Amsterdam");
  await page.locator("#who").fill("Mill <i>B.V.</i>");
  await page.locator("#what").fill("ransom note on the file server");
  await page.getByRole("button", { name: "Show what is due" }).click();
  expect((await page.locator("h1").textContent()).includes("ransom note"), `${how}: the agenda is that of what was told`);
  const fields = page.locator("section.ask form").locator("select, input:not([type=hidden])");
  expect((await fields.count()) > 0, `${how}: the agenda asks what would sharpen it`);
  await looked("told");
  const before = await page.locator("section.ask form").textContent();
  const list = page.locator("section.ask form select:not([multiple])").first();
  if (await list.count()) await list.selectOption({ index: 1 });
  else await page.locator('section.ask form input[type="checkbox"]').first().check();
  await page.getByRole("button", { name: "Show the agenda anew" }).click();
  expect((await page.locator("h1").textContent()).includes("ransom note"), `${how}: it is still the same incident`);
  const after = page.locator("section.ask form");
  expect((await after.count()) === 0 || (await after.textContent()) !== before, `${how}: what was answered is not asked again`);
  expect((await page.locator("main i").count()) === 0, `${how}: a name is text, whatever stands in it`);
  await looked("sharper");
}

/** Each kind of question screen, in each width and colour, without asking again. */
async function questions() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  const hospital = readFileSync(new URL("../../examples/hospital-incident.toml", import.meta.url), "utf8");
  await screens(page, address, expect, hospital, async (kind) => {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [360, 1280]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await audit(page, `question ${kind} ${colorScheme} ${width}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide <= 0, `question ${kind} at ${width}: ${wide} pixels too wide`);
        if (pictures) await page.screenshot({ path: join(pictures, `question-${kind}-${colorScheme}-${width}.png`), fullPage: kind !== "typed" });
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });
  await told(page, "in every width", async (step) => {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [360, 1280]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await audit(page, `agenda ${step} ${colorScheme} ${width}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide <= 0, `agenda ${step} at ${width}: ${wide} pixels too wide`);
        if (pictures) await page.screenshot({ path: join(pictures, `agenda-${step}-${colorScheme}-${width}.png`), fullPage: false });
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });
  await context.close();
}

/** Every door, end to end. */
async function doors(javaScriptEnabled) {
  const how = javaScriptEnabled ? "with script" : "without script";
  const context = await browser.newContext({ javaScriptEnabled, acceptDownloads: true });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => { if (message.type() === "error") complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(String(error)));

  // what do I owe: from a demo to a reason, the facts changed, saved, shared, changed, removed
  await page.goto(address + "/");
  await page.locator("ul.demos a").first().click();
  expect(/\/demo\//.test(page.url()), `${how}: a demo is one click away`);
  await page.locator("details.duty summary").first().click();
  expect(await page.locator("details.duty[open] ul.tree").first().isVisible(), `${how}: a reason unfolds`);
  await page.getByText("The facts; change them and ask again").click();
  const facts = page.locator("#facts");
  const text = await facts.inputValue();
  await facts.fill(text.replace(/^name\s*=.*$/m, 'name = "changed by hand"'));
  await page.getByRole("button", { name: "Show again" }).click();
  expect((await page.locator("h1").textContent()).includes("changed by hand"), `${how}: changed facts are answered`);
  await page.locator("#name").fill("kept by the browser");
  await page.getByRole("button", { name: "Save behind a link" }).click();
  expect(/\/case\/[\w-]{43}$/.test(page.url()), `${how}: a case is saved behind a link`);
  const edit = page.url();
  const share = await page.locator('a[href*="/shared/"]').getAttribute("href");
  await page.goto(address + share);
  expect((await page.locator("h1").textContent()).includes("kept by the browser"), `${how}: the shared case is shown`);
  expect((await page.getByText("Remove this case").count()) === 0, `${how}: a reader cannot remove it`);
  await page.goto(edit);
  await page.getByText("Change the saved facts").click();
  await page.locator("#saved-name").fill("kept again");
  await page.getByRole("button", { name: "Save the change" }).click();
  expect((await page.locator("h1").textContent()).includes("kept again"), `${how}: the saved case is changed`);
  await page.getByRole("button", { name: "Remove this case" }).click();
  expect((await page.goto(edit)).status() === 404, `${how}: the removed case is gone`);
  complaints.length = 0; // the browser itself reports the 404
  await interview(page, address, expect, how, !javaScriptEnabled);

  // what am I owed
  await page.goto(address + "/owed");
  await page.locator("#owed_to").selectOption("users");
  await page.getByRole("button", { name: "Show" }).click();
  await page.locator("details.fold summary").first().click();
  await page.locator("details.fold[open] a").first().click();
  expect(/\/register\//.test(page.url()), `${how}: what users are owed leads to the record`);

  // something happened
  await page.goto(address + "/happened");
  await page.locator("ul.demos a").first().click();
  expect((await page.locator("ol.agenda > li").count()) > 0, `${how}: an incident has a clock`);
  await told(page, how, async () => {});

  // read the register
  await page.goto(address + "/register");
  await page.locator("#q").fill("supply chain");
  await page.getByRole("button", { name: "Find" }).click();
  await page.locator("ul.entries a").first().click();
  expect((await page.locator("dl.facts").count()) === 1, `${how}: a duty's page opens from a search`);

  // the other language, on the same page
  await page.locator("a.tongue").click();
  expect((await page.locator("html").getAttribute("lang")) === "nl", `${how}: the page is Dutch`);
  expect(page.url().includes("/nl/register/"), `${how}: it is the same page`);
  expect(complaints.length === 0, `${how}: the browser complains: ${complaints.join("; ")}`);
  await context.close();
}

/** The answer as a sheet for the board: one page for each organisation of the case; and the fines are on it. */
async function sheets() {
  const context = await browser.newContext();
  const page = await context.newPage();
  for (const name of ["lamp-maker", "hospital-incident", "webshop"]) {
    await page.goto(`${address}/demo/${name}`);
    const parties = await page.locator("article.party").count();
    const file = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
    const pages = file.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
    expect(pages === parties, `${name}: ${parties} organisations on ${pages} printed pages`);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".sheet").first().isVisible(), `${name}: the sheet is printed`);
    expect(await page.getByText("Ceilings of fines").first().isVisible(), `${name}: the ceilings of fines are printed`);
    expect(!(await page.locator("details.duty").first().isVisible()), `${name}: the long list is not printed`);
    await page.emulateMedia({ media: null });
  }
  await context.close();
}

/** The time left goes on counting where script runs, and stands where it does not. */
async function countdown(javaScriptEnabled) {
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  await page.goto(`${address}/demo/hospital-incident/clock`);
  const left = page.locator("[data-until]").first();
  const before = await left.textContent();
  expect(/ago|left/.test(before), `the time left is on the page: ${before}`);
  if (javaScriptEnabled) {
    await page.evaluate(() => { const real = Date.now; Date.now = () => real() + 7_200_000; });
    await page.waitForTimeout(1500);
    expect((await left.textContent()) !== before, `the time left counts: ${before}`);
  }
  expect(await page.locator(".picture svg").isVisible(), "the timeline is drawn");
  expect((await page.locator(".picture svg desc").textContent()).length > 100, "the timeline has a description");
  const [download] = javaScriptEnabled
    ? await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Calendar file, with alarms" }).click()])
    : [null];
  if (download) expect(download.suggestedFilename() === "onus-clock.ics", "the calendar is a file");
  await context.close();
}

try {
  await sheets();
  await countdown(true);
  await countdown(false);
  await doors(true);
  await doors(false);
  await questions();
  await audits();
} catch (error) {
  failures.push(String(error));
}
await browser.close();
server.kill("SIGTERM");
rmSync(folder, { recursive: true, force: true });
for (const failure of failures) console.log(`FAIL ${failure}`);
console.log(`browser: ${checks} checks, ${failures.length} failures`);
process.exit(failures.length === 0 ? 0 : 1);
