// The door "What do I owe?" end to end: someone answers page by page, errs, goes back, puts off, asks who would know, looks at the answer so
// far, saves, goes on from the link. And each kind of question screen, for the audit. Used by site.mjs.

/** The kinds of question screens, by what only they have; the first that fits counts. */
const kinds = {
  yesno: ".yesno", things: "button[value=add]", checklist: ".checklist", typed: ".columns", moment: "[type=datetime-local]", day: "[type=date]",
  select: ".interview > select", judgement: "#by", many: "input[type=checkbox]", bands: "#exact", one: "input[type=radio]",
  line: ".interview input[name=answer]",
};

export async function kindOf(page) {
  for (const [kind, selector] of Object.entries(kinds)) if (await page.locator(selector).count()) return kind;
  return "done";
}

/** How a web shop answers: it sells one product in one country, says yes of the product and no of all else. */
async function answer(page, kind) {
  const send = () => page.locator("button[value=answer]").last().click();
  if (kind === "things" || kind === "checklist" || kind === "many") await page.locator("button[value=none]").last().click();
  else if (kind === "yesno") {
    const product = (await page.locator(".interview .sort").textContent()).startsWith("product");
    await page.locator(".yesno button").nth(product ? 0 : 1).click();
  }
  else if (kind === "typed") { await page.locator("input[name=answer]").fill("Netherlands"); await send(); }
  else if (kind === "bands" || kind === "one") { await page.locator("input[type=radio]").first().check(); await send(); }
  else if (kind === "judgement") { await page.locator("input[type=radio]").last().check(); await page.locator("#by").fill("the owner"); await send(); }
  else if (kind === "select") { await page.locator("select").selectOption({ index: 1 }); await send(); }
  else await page.locator("button[value=unsure]").click();
}

const question = (page) => page.locator("h1").textContent();

/** From the first page to the first list, with a product on it. */
async function begin(page, address, expect, how) {
  await page.goto(address + "/");
  await page.locator("ul.doors a").first().click();
  await page.locator("#answer").fill("Webshop De Hoek");
  await page.getByRole("button", { name: "Begin" }).click();
  expect((await kindOf(page)) === "things", `${how}: the interview asks for products first`);
  await page.locator("input[name=answer]").fill("Night lamp");
  await page.locator("input[name=answer]").press("Enter");
  expect((await page.locator("ul.listed li").allTextContents()).join() === "Night lamp", `${how}: a product is listed`);
}

/** A person answers to the end; without `toTheEnd` they stop when they have saved. */
export async function interview(page, address, expect, how, toTheEnd) {
  await begin(page, address, expect, how);
  const done = new Set(), once = (what) => !done.has(what) && done.add(what);
  let kind, number = 0, link;
  for (; (kind = await kindOf(page)) !== "done" && number < 60; number += 1) {
    const asked = await question(page);
    if (kind === "yesno" && once("who")) {
      await page.getByRole("button", { name: "Who would know this?" }).click();
      expect((await page.locator("#who li").count()) > 1, `${how}: what else someone would know is listed`);
      expect((await question(page)) === asked, `${how}: the question stays`);
      await page.locator("details.fold summary").first().click();
      expect(await page.locator("details.fold[open] ul li").first().isVisible(), `${how}: why it is asked unfolds`);
      await page.locator(".yesno button").last().click();
      expect((await question(page)) !== asked, `${how}: an answer leads on`);
      await page.getByRole("button", { name: "Back" }).click();
      expect((await question(page)) === asked, `${how}: back leads to the question before`);
      await page.getByRole("button", { name: "Show what I know so far" }).click();
      expect((await page.locator("h1").textContent()) === "Webshop De Hoek", `${how}: the answer so far is shown`);
      await page.getByRole("button", { name: "Answer questions" }).click();
      expect((await question(page)) === asked, `${how}: the answer leads back to the question`);
    } else if (kind === "checklist" && once("checklist")) {
      await page.locator(".checklist [name=item]").first().check();
      await page.locator("button[value=none]").first().click();
      expect(await page.locator(".wrong").isVisible(), `${how}: ticked and none at once is refused`);
      expect(await page.locator(".checklist [name=item]").first().isChecked(), `${how}: what was ticked stays ticked`);
      await page.locator(".checklist [name=item]").first().uncheck();
      await page.locator(".checklist [name=item]").first().press("Enter");
      expect((await question(page)) === asked, `${how}: Enter on a list of which nothing is ticked says nothing`);
    } else if (kind === "many" && once("save")) {
      await page.getByRole("button", { name: "Save and get a link" }).click();
      expect(/\/case\/[\w-]{43}\/interview$/.test(page.url()), `${how}: the interview is saved behind a link`);
      link = page.url();
      expect((await question(page)) === asked, `${how}: it goes on from the link`);
      if (!toTheEnd) break;
    } else if (kind === "typed" && once("misread")) {
      await page.locator("input[name=answer]").fill("Atlantis");
      await page.locator("button[value=answer]").click();
      expect((await page.locator(".wrong").textContent()).includes("`Atlantis` is none of them"), `${how}: what is no country is refused`);
      expect((await page.locator("input[name=answer]").inputValue()) === "Atlantis", `${how}: what was typed is kept`);
    } else if (kind === "many" && once("later")) {
      await page.getByRole("button", { name: "Ask me later" }).click();
      expect((await question(page)) !== asked, `${how}: what is put off is not asked at once`);
      continue;
    }
    await answer(page, kind);
    expect((await page.locator(".wrong").count()) === 0, `${how}: ${asked} takes an answer`);
  }
  if (toTheEnd) {
    expect(kind === "done", `${how}: the interview ends`);
    await page.getByRole("button", { name: "Save again" }).click();
    expect(page.url() === link, `${how}: it is saved again behind the same link`);
    await page.getByRole("button", { name: "Show what is owed" }).click();
    expect((await page.locator("ul.duties > li").count()) > 0, `${how}: the interview ends in what is owed`);
  }
  await page.goto(link.replace("/interview", ""));
  await page.getByRole("button", { name: "Remove this case" }).click();
}

/** Goes to the interview with these facts, and to this question if it is open. */
async function open(page, address, fields) {
  await page.goto(address + "/owe");
  await page.evaluate((fields) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: "/interview" });
    for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement("textarea"), { name, value }));
    document.body.append(form);
    form.submit();
  }, fields);
  await page.waitForURL("**/interview");
}

/** Shows each kind of screen once, and calls `look` with its name. */
export async function screens(page, address, expect, hospital, look) {
  const seen = new Set();
  const show = async (kind) => { if (!seen.has(kind)) { seen.add(kind); await look(kind); } };
  await open(page, address, { do: "answer", answer: " " });
  await show(await kindOf(page));
  const cloud = 'complete = ["a.supplies", "a.processings"]\n[organisation.a]\nnone_of = ["special"]\nnis2_types = ["cloud"]\nestablished = ["NL", "DE"]\nstaff = 300\n';
  await open(page, address, { facts: cloud, about: "organisation.a.decisions_in" });
  await show(await kindOf(page));
  await open(page, address, { facts: hospital.replace(/^aware .*$/m, ""), about: "incident.ransom.aware" });
  await show(await kindOf(page));
  await begin(page, address, expect, "screens");
  for (let number = 0; number < 60; number += 1) {
    const kind = await kindOf(page);
    if (kind === "typed" && !seen.has(kind)) {
      await page.locator("input[name=answer]").fill("Atlantis");
      await page.locator("button[value=answer]").click();
      await page.locator("details.fold summary").first().click();
    }
    if (kind === "yesno" && !seen.has(kind)) await page.getByRole("button", { name: "Who would know this?" }).click();
    await show(kind);
    if (kind === "done") break;
    await answer(page, kind);
  }
  for (const kind of ["line", "select", "moment", "things", "yesno", "checklist", "many", "typed", "bands", "judgement", "done"]) {
    expect(seen.has(kind), `the interview shows a screen of the kind ${kind}`);
  }
}
