// The inspector: calls as they come, and one of them, or a new one, in full. Whatever
// came from elsewhere is put in as text, never as markup.

import { createEditor } from "./codemirror.js";

const ROW = 52; // pixels, as in the style sheet
const SPARE = 8; // rows above and below what is seen
const PAUSE = 150; // milliseconds after a key before the text is judged
const VERDICTS = {
  all: ["All", () => true],
  fine: ["Fine", (call) => call.verdict === "fine"],
  adapted: ["Adapted", (call) => call.verdict === "adapted"],
  warned: ["Warned", (call) => call.verdict === "warned"],
  refused: ["Refused", (call) => call.verdict === "refused"],
  failed: ["Failed", (call) => call.verdict === "failed" || call.verdict === "cut"],
};
const TABS = { request: "Request", answer: "Answer", adapt: "Adapt", code: "Code" };
const CHAT = "/v1/chat/completions";
const PLAIN = {
  model: "mistral-small-latest",
  messages: [{ role: "user", content: "Hello" }],
};
const OF_OPENAI = {
  model: "mistral-small-latest",
  messages: [
    { role: "developer", content: "Answer in one word." },
    { role: "user", content: "The capital of France?", name: "ada" },
  ],
  max_completion_tokens: 16,
  temperature: 1.8,
  seed: 7,
  stream_options: { include_usage: true },
};

const $ = (id) => document.getElementById(id);
const facts = JSON.parse(document.body.dataset.facts);
const nonce = document.body.dataset.nonce;
const pretty = (value) => JSON.stringify(value, null, 2);

/** Make an element; children are elements or texts. */
function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

async function ask(path, options) {
  const answer = await fetch(`/_inspector/${path}`, options);
  if (!answer.ok) throw new Error((await answer.text()).slice(0, 300));
  return answer.json();
}

// --- the list ---------------------------------------------------------------------

const list = { calls: new Map(), shown: [], verdict: "all", words: [], at: null };
let isDrawing = false;

function matches(call) {
  if (!VERDICTS[list.verdict][1](call)) return false;
  const text = `${call.method} ${call.path} ${call.model} ${call.status} ${call.verdict}`;
  return list.words.every((word) => text.toLowerCase().includes(word));
}

/** Draw soon, once for all that changes until then. */
function refresh() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    const before = list.shown.length;
    list.shown = [...list.calls.values()].filter(matches).reverse();
    const box = $("calls");
    // What is read stays where it is while new calls come in above it.
    if (box.scrollTop > ROW && before && list.keeps) {
      box.scrollTop += (list.shown.length - before) * ROW;
    }
    list.keeps = true;
    drawChips();
    drawRows();
  });
}

function drawChips() {
  const calls = [...list.calls.values()];
  for (const [name, [, holds]] of Object.entries(VERDICTS)) {
    const chip = $(`chip-${name}`);
    const count = name === "all" ? calls.length : calls.filter(holds).length;
    chip.lastChild.textContent = count.toLocaleString("en");
    chip.setAttribute("aria-pressed", String(name === list.verdict));
    chip.hidden = !count && name !== "all" && name !== list.verdict;
  }
  const total = calls.length.toLocaleString("en");
  const some = list.shown.length.toLocaleString("en");
  const noun = calls.length === 1 ? "call" : "calls";
  $("count").textContent = some === total ? `${total} ${noun}` : `${some} of ${total} ${noun}`;
  $("none").hidden = list.shown.length > 0;
  $("none").textContent = calls.length ? "No call matches the filter." : "No call yet.";
  document.body.dataset.calls = calls.length;
}

function drawRows() {
  const box = $("calls");
  const rows = $("rows");
  rows.style.height = `${list.shown.length * ROW}px`;
  const first = Math.max(0, Math.floor(box.scrollTop / ROW) - SPARE);
  const last = Math.ceil((box.scrollTop + box.clientHeight) / ROW) + SPARE;
  const made = list.shown.slice(first, last).map((call, n) => row(call, first + n));
  rows.replaceChildren(...made);
  const active = list.at !== null && $(`call-${list.at}`);
  if (active) box.setAttribute("aria-activedescendant", active.id);
  else box.removeAttribute("aria-activedescendant");
}

function row(call, index) {
  const took = call.ms < 0 ? "…" : duration(call.ms);
  const notes = [
    new Date(call.at * 1000).toLocaleTimeString("en-GB"),
    call.model,
    call.stream ? "stream" : "",
    tokensOf(call),
  ];
  const found = call.errors + call.warnings;
  const mark = found ? ` · ${found} problem${found > 1 ? "s" : ""}` : "";
  const made = el(
    "div",
    {
      id: `call-${call.number}`,
      class: "call",
      role: "option",
      "data-number": call.number,
      "data-verdict": call.verdict,
      "aria-selected": String(call.number === list.at),
      "aria-posinset": index + 1,
      "aria-setsize": list.shown.length,
      "aria-label": `${call.method} ${call.path}, ${call.status || "running"}, ${call.verdict}${mark}`,
      title: `${call.method} ${call.path}`,
    },
    el("i"),
    el("b", {}, `${call.method} ${call.path}`),
    el("em", {}, call.status ? String(call.status) : "···"),
    el("small", {}, notes.filter(Boolean).join(" · ") + mark),
    el("small", {}, took),
  );
  made.style.top = `${index * ROW}px`;
  return made;
}

function tokensOf({ tokens }) {
  if (!tokens) return "";
  return tokens === 1 ? "1 token" : `${tokens.toLocaleString("en")} tokens`;
}

function duration(ms) {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Make a call of the list the one that is shown, by its place. */
function select(index, { opens = false } = {}) {
  const call = list.shown[Math.max(0, Math.min(index, list.shown.length - 1))];
  if (!call) return;
  list.at = call.number;
  const box = $("calls");
  const top = list.shown.indexOf(call) * ROW;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + ROW > box.scrollTop + box.clientHeight) {
    box.scrollTop = top + ROW - box.clientHeight;
  }
  drawRows();
  const isWide = matchMedia("(min-width: 861px)").matches;
  if (opens || isWide) openCall(call.number, { focuses: opens });
}

function moveInList(event) {
  const at = list.shown.findIndex((call) => call.number === list.at);
  const page = Math.floor($("calls").clientHeight / ROW) || 1;
  const places = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: list.shown.length - 1,
  };
  if (event.key in places) select(places[event.key]);
  else if (event.key === "Enter" || event.key === " ") select(at, { opens: true });
  else return;
  event.preventDefault();
}

function listen() {
  const source = new EventSource("/_inspector/events");
  const say = (state, text) => {
    $("live").dataset.state = state;
    $("live").textContent = text;
  };
  source.addEventListener("open", () => say("live", "live"));
  source.addEventListener("error", () => say("lost", "connection lost, trying again"));
  source.addEventListener("begin", () => {
    list.calls.clear();
    refresh();
  });
  source.addEventListener("message", (event) => {
    for (const call of JSON.parse(event.data)) {
      list.calls.set(call.number, call);
      if (call.number === work.number && !work.isEdited) openCall(call.number, {});
    }
    while (list.calls.size > 10000) list.calls.delete(list.calls.keys().next().value);
    refresh();
  });
  addEventListener("pagehide", () => source.close());
}

// --- one request ------------------------------------------------------------------

const work = { number: null, isEdited: false, isLoading: false, timer: 0, asked: null };
let editor = null;
let answerEditor = null;

function show(view) {
  document.body.dataset.view = view;
  $("work").hidden = view !== "work" && !work.isOpen;
  $("empty").hidden = !$("work").hidden;
}

function openWork() {
  work.isOpen = true;
  editor ??= createEditor({
    parent: $("editor"),
    label: "The request's body, JSON",
    nonce,
    changed: () => {
      if (!work.isLoading) work.isEdited = true;
      judgeSoon();
    },
  });
  show("work");
}

function load(text) {
  work.isLoading = true;
  editor.setText(text);
  work.isLoading = false;
  work.isEdited = false;
}

function openNew(body = PLAIN) {
  work.number = list.at = null;
  openWork();
  $("title").textContent = "New request";
  $("facts").replaceChildren();
  $("note").hidden = true;
  $("method").value = "POST";
  $("path").value = CHAT;
  drawTabs(["request", "adapt", "code"]);
  openTab("request");
  load(pretty(body));
  drawRows();
  editor.focus();
}

async function openCall(number, { focuses = false }) {
  const isSame = work.number === number;
  work.number = number;
  let call;
  try {
    call = await ask(`calls/${number}`);
  } catch {
    call = null;
  }
  if (work.number !== number) return; // another one was opened meanwhile
  openWork();
  if (!call) {
    $("title").textContent = `Call ${number}`;
    $("facts").replaceChildren("this call is not kept any more");
    return;
  }
  drawCall(call, isSame);
  if (focuses) $("title").focus();
}

function drawCall(call, isSame) {
  $("title").replaceChildren(el("code", {}, `${call.method} ${call.path}`));
  const badge = el("span", { class: "badge", "data-verdict": call.verdict }, call.verdict);
  const notes = [
    call.status ? `HTTP ${call.status}` : "",
    call.ms < 0 ? "" : duration(call.ms),
    call.stream ? `first byte after ${duration(call.first)}` : "",
    tokensOf(call),
    call.agent,
  ];
  $("facts").replaceChildren(badge, ...notes.filter(Boolean).map((e) => el("span", {}, e)));
  const isText = call.requestSize > 0 && call.request !== null && !isForm(call);
  $("method").value = call.method;
  $("path").value = call.path;
  const notesOfRequest = noteOf(call);
  $("note").textContent = notesOfRequest;
  $("note").hidden = !notesOfRequest;
  drawTabs(isText ? ["request", "answer", "adapt", "code"] : ["request", "answer"]);
  $("editor").hidden = $("findings").hidden = !isText;
  if (!isSame || !work.isEdited) load(isText ? formatted(call.request) : "");
  drawAnswer(call);
  if (!isSame) openTab("request");
}

const isForm = (call) => call.kind.startsWith("multipart/");

function noteOf(call) {
  if (call.requestSize && !call.requestKept && call.ms >= 0) {
    return "The bodies of this call went to make room for newer ones.";
  }
  if (isForm(call)) return `A form of ${call.requestSize.toLocaleString("en")} bytes.`;
  if (!call.requestSize) return "This request has no body.";
  if (call.requestKept < call.requestSize && call.ms >= 0) {
    return `The start of a body of ${call.requestSize.toLocaleString("en")} bytes.`;
  }
  return call.changed ? `The gateway changed: ${call.changed}` : "";
}

function formatted(text) {
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text;
  }
}

// --- tabs -------------------------------------------------------------------------

function drawTabs(names) {
  const isWhole = $("tabs").dataset.names === names.join();
  if (isWhole) return;
  $("tabs").dataset.names = names.join();
  $("tabs").replaceChildren(
    ...names.map((name) =>
      el(
        "button",
        {
          id: `tab-${name}`,
          type: "button",
          role: "tab",
          "aria-controls": `panel-${name}`,
          onclick: () => openTab(name),
        },
        TABS[name],
      ),
    ),
  );
  openTab("request");
}

function openTab(name) {
  for (const each of Object.keys(TABS)) {
    $(`panel-${each}`).hidden = each !== name;
    const tab = $(`tab-${each}`);
    tab?.setAttribute("aria-selected", String(each === name));
    tab?.setAttribute("tabindex", each === name ? "0" : "-1");
  }
}

function moveInTabs(event) {
  const tabs = [...$("tabs").children];
  const at = tabs.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || at < 0) return;
  const next = tabs[(at + step + tabs.length) % tabs.length];
  next.click();
  next.focus();
}

function count(name, number) {
  const tab = $(`tab-${name}`);
  tab?.querySelector("span")?.remove();
  if (number) tab?.append(el("span", {}, String(number)));
}

// --- what the check says ----------------------------------------------------------

function judgeSoon() {
  clearTimeout(work.timer);
  work.timer = setTimeout(judge, work.isLoading ? 0 : PAUSE);
}

async function judge() {
  work.asked?.abort();
  const asked = (work.asked = new AbortController());
  const body = JSON.stringify({
    method: $("method").value,
    path: $("path").value,
    text: editor.text(),
  });
  try {
    const found = await ask("check", { method: "POST", body, signal: asked.signal });
    if (!asked.signal.aborted) drawJudgement(found);
  } catch (error) {
    if (error.name !== "AbortError") {
      $("verdict").textContent = `The server does not answer: ${error.message}`;
    }
  }
}

function drawJudgement(found) {
  const errors = found.problems.filter((each) => each.severity === "error").length;
  const warnings = found.problems.length - errors;
  const more = found.more ? `, and ${found.more} more` : "";
  const said = (number, what) => (number === 1 ? `1 ${what}` : `${number} ${what}s`);
  const parts = [errors && said(errors, "error"), warnings && said(warnings, "warning")];
  $("verdict").dataset.verdict = errors ? "refused" : warnings ? "warned" : "fine";
  $("verdict").textContent = errors
    ? `Mistral would refuse it: ${parts.filter(Boolean).join(", ")}${more}`
    : warnings
      ? `It may be sent, with ${parts.filter(Boolean).join(", ")}${more}`
      : "It may be sent: no problem found";
  $("problems").replaceChildren(...found.problems.map(problem));
  editor.show(
    found.problems.map((each) => ({
      from: each.start,
      to: each.end,
      severity: each.severity,
      message: `${advice(each)} [${each.rule}]`,
    })),
  );
  count("request", found.problems.length);
  drawAdapted(found);
  drawCode(found.programs);
}

const advice = (each) => (each.hint ? `${each.message}; ${each.hint}` : each.message);

function problem(each) {
  const topics = el("div", { class: "topics", hidden: "" });
  const why = el(
    "button",
    {
      type: "button",
      class: "quiet why",
      "aria-expanded": "false",
      "aria-label": `Why: ${each.rule}`,
      onclick: () => explain(each.rule, why, topics),
    },
    "Why?",
  );
  const go = el(
    "button",
    { type: "button", class: "go", onclick: () => editor.goTo(each.start) },
    el("span", {}, `line ${each.line} · ${each.severity} · ${each.rule}`),
    el("code", {}, each.path),
    ` ${each.message}`,
    ...(each.hint ? [el("strong", {}, `→ ${each.hint}`)] : []),
  );
  return el(
    "li",
    { class: "problem", "data-verdict": each.severity },
    el("div", {}, go, why),
    topics,
  );
}

async function explain(rule, button, box) {
  const opens = box.hidden;
  button.setAttribute("aria-expanded", String(opens));
  box.hidden = !opens;
  if (!opens || box.children.length) return;
  const topics = await ask(`explain?name=${encodeURIComponent(rule)}`);
  box.replaceChildren(...topics.map(topic));
}

function topic(each) {
  const known = (each.evidence ?? []).map((row) =>
    el("li", {}, `${row.date} · ${row.kind}: ${row.claim} ${row.source}`),
  );
  return el(
    "div",
    {},
    el("p", {}, el("strong", {}, each.name), each.where ? ` · ${each.where}` : ""),
    el("p", {}, each.what + (each.hint ? `; instead: ${each.hint}` : "")),
    el("ul", {}, ...known),
    ...(each.waive ? [el("p", {}, el("code", {}, `waive={"${each.waive}"}`))] : []),
  );
}

// --- what adapting makes of it ----------------------------------------------------

function drawAdapted(found) {
  const made = [];
  if (!found.adapted) made.push(el("p", { class: "note" }, "The text is no JSON yet."));
  else {
    made.push(...adaptation("Without a loss", found.adapted));
    if (found.lossy) {
      made.push(...adaptation("With a loss: the model sees or does something else", found.lossy));
    }
  }
  $("panel-adapt").replaceChildren(...made);
  count("adapt", (found.lossy ?? found.adapted)?.changes.length);
}

function adaptation(title, done) {
  if (!done.changes.length) {
    const text = done.ok
      ? "Nothing to change: it may be sent as it is."
      : "Nothing here can be converted without a loss.";
    return [el("h3", {}, title), el("p", { class: "note" }, text)];
  }
  const use = el(
    "button",
    {
      type: "button",
      onclick: () => {
        editor.setText(done.text);
        openTab("request");
        editor.focus();
      },
    },
    "Use this",
  );
  const changes = done.changes.map((each) =>
    el(
      "li",
      {},
      el("code", {}, each.path),
      ` ${each.what} `,
      el("small", {}, `${each.lossy ? "lossy · " : ""}${each.rule}`),
    ),
  );
  const left = done.left.map((each) => el("li", {}, el("small", {}, "left: "), each));
  return [
    el("div", { class: "row" }, el("h3", {}, title), copier(() => done.text), use),
    el("ul", { class: "changes" }, ...changes, ...left),
    diff(done.diff),
  ];
}

function diff(lines) {
  if (!lines) return el("p", { class: "note" }, "It is too long to be shown as a diff.");
  const kinds = { "+": "add", "-": "del", "@": "hunk" };
  const made = lines.map((line) => el("span", { class: kinds[line[0]] ?? "same" }, line));
  return el("pre", { class: "diff", tabindex: "0", "aria-label": "Changes as a diff" }, ...made);
}

function copier(text) {
  const button = el("button", { type: "button", class: "quiet" }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  return button;
}

function drawCode(programs) {
  const titles = { mistyped: "With mistyped", openai: "With the plain OpenAI SDK" };
  const made = Object.entries(programs ?? {}).flatMap(([name, text]) => [
    el("div", { class: "row" }, el("h3", {}, titles[name]), copier(() => text)),
    el("pre", { tabindex: "0", "aria-label": titles[name] }, text),
  ]);
  const none = "There is code for a JSON object sent to an operation that takes one.";
  $("panel-code").replaceChildren(...(made.length ? made : [el("p", { class: "note" }, none)]));
}

// --- the answer -------------------------------------------------------------------

function drawAnswer(call) {
  const panel = $("panel-answer");
  answerEditor = null;
  const kept = call.answerKept < call.answerSize ? `, of which ${call.answerKept.toLocaleString("en")} are kept` : "";
  const size = `${call.answerKind || "no content"} · ${call.answerSize.toLocaleString("en")} bytes${kept}`;
  const made = [el("p", { class: "note" }, call.ms < 0 ? "It is being answered." : size)];
  if (call.answer === null) made.push(el("p", {}, "The answer is no text."));
  else if (call.stream) made.push(...streamed(call.answer));
  else if (call.answer) {
    const box = el("div", { class: "code" });
    made.push(box);
    answerEditor = { box, text: formatted(call.answer) };
  }
  panel.replaceChildren(...made);
  if (answerEditor) {
    const label = "The answer";
    createEditor({ parent: answerEditor.box, label, nonce, readOnly: true }).setText(answerEditor.text);
  }
}

function streamed(text) {
  const events = text.split("\n\n").filter(Boolean);
  const said = events.map(saidIn).join("");
  const made = [];
  if (said) made.push(el("h3", {}, "What it says"), el("div", { class: "say" }, said));
  made.push(
    el("h3", {}, `${events.length} events`),
    el("pre", { tabindex: "0", "aria-label": "Events of the stream" }, text),
  );
  return made;
}

function saidIn(event) {
  const line = event.split("\n").find((each) => each.startsWith("data: {"));
  if (!line) return "";
  try {
    const data = JSON.parse(line.slice(6));
    const content = data.choices?.[0]?.delta?.content ?? data.delta ?? data.content ?? "";
    return typeof content === "string" ? content : "";
  } catch {
    return "";
  }
}

// --- start ------------------------------------------------------------------------

function back() {
  document.body.dataset.view = "list";
  $("calls").focus();
}

function keys(event) {
  const isTyping = event.target.closest("input, select, .cm-editor");
  if (event.key === "Escape" && event.target.closest("#detail")) back();
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") $("filter").focus();
  else if (event.key === "n") openNew();
  else return;
  event.preventDefault();
}

function start() {
  $("origin").textContent = `${facts.origin}/v1`;
  $("how").textContent = `OPENAI_BASE_URL=${facts.origin}/v1\nMISTRAL_BASE_URL=${facts.origin}/v1`;
  $("title").tabIndex = -1;
  $("paths").append(...facts.operations.map(([, path]) => el("option", { value: path })));
  for (const [name, [title]] of Object.entries(VERDICTS)) {
    const choose = () => {
      list.verdict = name;
      list.keeps = false;
      $("calls").scrollTop = 0;
      refresh();
    };
    const chip = { id: `chip-${name}`, type: "button", onclick: choose };
    $("verdicts").append(el("button", chip, title, el("span", {}, "0")));
  }
  $("filter").addEventListener("input", () => {
    list.words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
    list.keeps = false;
    $("calls").scrollTop = 0;
    refresh();
  });
  $("calls").addEventListener("scroll", drawRows, { passive: true });
  $("calls").addEventListener("keydown", moveInList);
  $("calls").addEventListener("click", (event) => {
    const number = Number(event.target.closest(".call")?.dataset.number);
    const index = list.shown.findIndex((call) => call.number === number);
    if (index >= 0) select(index, { opens: true });
  });
  $("tabs").addEventListener("keydown", moveInTabs);
  $("new").addEventListener("click", () => openNew());
  $("try").addEventListener("click", () => openNew(OF_OPENAI));
  $("back").addEventListener("click", back);
  $("clear").addEventListener("click", () => fetch("/_inspector/clear", { method: "POST" }));
  $("path").addEventListener("input", judgeSoon);
  $("method").addEventListener("change", judgeSoon);
  $("tidy").addEventListener("click", () => editor.setText(formatted(editor.text())));
  addEventListener("keydown", keys);
  addEventListener("resize", drawRows);
  refresh();
  listen();
}

start();
