// Shows a document as ksflow gives it, and what is wrong beside it; asks anew each time that ksflow says so.
// The state lies in the server: this page keeps what is chosen, where it is scrolled to, and nothing else.

const words = JSON.parse(document.getElementById("words").textContent);
const at = (id) => document.getElementById(id);
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const formats = ["pdf", "html", "md"];

const chosen = fromAddress() ?? { document: document.body.dataset.document, format: document.body.dataset.format };
const positions = new Map(); // where each view has been scrolled to, by document and format
let shown = null; // the state that is on the page
let asked = 0;
let open = null; // the finding whose lines are shown

function fromAddress() {
  const [, name, format] = /^#(.+)\.([a-z]+)$/.exec(decodeURIComponent(location.hash)) ?? [];
  return formats.includes(format) ? { document: name, format } : null;
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// Asking

async function refresh() {
  const mine = ++asked;
  try {
    const answer = await fetch(`state?${new URLSearchParams(chosen)}`);
    if (!answer.ok) throw new Error(answer.statusText);
    const state = await answer.json();
    if (mine === asked) await show(state, () => mine === asked);
  } catch (error) {
    if (mine === asked) lost(error);
  }
}

function lost() {
  notice(words.lost + ".", "error");
  document.body.dataset.lost = "";
}

let events = null;
function listen() {
  events?.close();
  events = new EventSource("events");
  events.onmessage = refresh; // the first comes at once
  events.onerror = lost;
}
// A page that nobody sees takes no connection: a browser has but six for all its tabs.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) events?.close();
  else listen();
});

// Showing

async function show(state, isWanted) {
  delete document.body.dataset.lost;
  const view = views[state.format];
  const key = `${state.document}.${state.format}`;
  const before = shown && `${shown.document}.${shown.format}`;
  if (before) positions.set(before, views[shown.format].position());
  const same = before === key && digests(shown) === digests(state);
  if (state.parts.length && !same) {
    await view.fill(state.parts, isWanted);
    if (!isWanted()) return;
  }
  for (const [format, one] of Object.entries(views)) one.box.hidden = format !== state.format || !state.parts.length;
  at("empty").hidden = state.parts.length > 0;
  at("empty").textContent = words.empty;
  if (state.parts.length && !same) view.moveTo(positions.get(key));
  if (state.parts.length && !same) view.settle?.();
  shown = state;
  Object.assign(chosen, { document: state.document, format: state.format });
  document.body.dataset.status = state.status;
  frame(state);
  findings(state);
  notice(state.notice ?? "", state.status === "faulty" ? "warning" : "error");
  at("updated").textContent = say(words.updated, { time: new Date().toLocaleTimeString(document.documentElement.lang) });
  document.body.dataset.version = state.version;
  if (open) await lines(open, false);
}

function digests(state) {
  return state.parts.map((part) => part.digest).join();
}

function set(node, text) {
  if (node.textContent !== text) node.textContent = text; // else it would be read aloud once more
}

function notice(text, level) {
  at("notice").dataset.level = level;
  set(at("notice"), text);
}

function frame(state) {
  const errors = state.findings.filter((one) => one.severity === "error").length;
  document.title = `${errors ? `(${errors}) ` : ""}${state.number}`;
  set(at("number"), state.number);
  set(at("title"), state.title || state.file);
  at("title").title = state.title || state.file;
  set(at("pane-count"), state.findings.length ? `(${state.findings.length})` : "");
  const names = state.documents.map((one) => `${one.name} ${one.title}`).join();
  if (at("documents").dataset.names !== names) {
    at("documents").dataset.names = names;
    at("documents").replaceChildren(
      at("documents").querySelector("legend"),
      ...state.documents.map((one) => {
        const input = element("input");
        Object.assign(input, { type: "radio", name: "document", value: one.name });
        return element("label", "", input, element("span", "", one.title));
      }),
    );
  }
  for (const input of document.querySelectorAll("input[name=document]")) input.checked = input.value === state.document;
  for (const input of document.querySelectorAll("input[name=format]")) input.checked = input.value === state.format;
  for (const link of document.querySelectorAll(".button")) {
    if (state.can_download) link.href = `download/${encodeURIComponent(state.document)}.${link.dataset.format}`;
    else link.removeAttribute("href");
    link.toggleAttribute("download", state.can_download);
    if (state.can_download) link.removeAttribute("aria-disabled");
    else link.setAttribute("aria-disabled", "true");
    link.role = state.can_download ? null : "link";
  }
  const address = `#${encodeURIComponent(state.document)}.${state.format}`;
  if (location.hash !== address) history.replaceState(null, "", address);
}

// The three ways to look at a document. Each fills its box with new parts without a moment of emptiness.

const pages = {
  box: at("pages"),
  async fill(parts, isWanted) {
    const visible = this.visible();
    const before = new Map([...this.box.children].map((image) => [image.dataset.part, image]));
    const images = parts.map((part, index) => {
      const image = before.get(part.digest) ?? element("img");
      before.delete(part.digest); // of two pages that are the same each gets an image of its own
      image.alt = say(words.page, { number: index + 1, count: parts.length });
      if (image.dataset.part !== part.digest) {
        image.dataset.part = part.digest;
        image.width = part.width; // room is made for pages that are fetched when they come near
        image.height = part.height;
        if (!visible.includes(index)) image.loading = "lazy";
        image.src = `parts/${part.digest}`;
      }
      return image;
    });
    // The reader waits for the pages that are to be seen, and for no other.
    const awaited = images.filter((image, index) => visible.includes(index) && !image.complete);
    for (const image of awaited) image.loading = "eager"; // a lazy one in a hidden box would never come
    await Promise.all(awaited.map((image) => image.decode().catch(() => null)));
    if (!isWanted()) return;
    this.box.replaceChildren(...images);
  },
  visible() {
    const frame = this.box.getBoundingClientRect();
    const seen = [...this.box.children].flatMap((image, index) => {
      const { top, bottom } = image.getBoundingClientRect();
      return bottom > frame.top && top < frame.bottom ? [index] : [];
    });
    return seen.length ? seen : [0];
  },
  position() {
    return { top: this.box.scrollTop };
  },
  moveTo(position) {
    this.box.scrollTop = position?.top ?? 0;
  },
};

const webPage = {
  box: at("web-page"),
  get current() {
    return this.box.querySelector("iframe:not(.coming)");
  },
  async fill([part], isWanted) {
    for (const left of this.box.querySelectorAll(".coming")) left.remove();
    this.coming = element("iframe", "coming");
    const coming = this.coming;
    coming.title = at("documents").querySelector(":checked + span")?.textContent ?? words.page;
    coming.setAttribute("sandbox", "allow-same-origin");
    coming.src = `parts/${part.digest}`;
    const loaded = new Promise((resolve) => coming.addEventListener("load", resolve, { once: true }));
    this.box.hidden = false; // a frame that is not laid out cannot be scrolled
    this.box.append(coming);
    await loaded;
    if (!isWanted()) coming.remove();
    else follow(coming);
  },
  position() {
    const view = this.current?.contentWindow;
    if (!view) return undefined;
    // Beside the place itself the last heading above it: what is written before it shall not move what is read.
    const headings = [...view.document.querySelectorAll("h1[id], h2[id], h3[id], h4[id], h5[id], h6[id]")];
    const above = headings.filter((one) => one.getBoundingClientRect().top <= 1).at(-1);
    return { top: view.scrollY, id: above?.id, offset: above?.getBoundingClientRect().top };
  },
  moveTo(position) {
    const view = (this.coming ?? this.current).contentWindow;
    const heading = position?.id && view.document.getElementById(position.id);
    const top = heading ? heading.getBoundingClientRect().top + view.scrollY - position.offset : (position?.top ?? 0);
    view.scrollTo({ top, behavior: "instant" });
  },
  settle() {
    for (const frame of this.box.querySelectorAll("iframe:not(.coming)")) frame.remove();
    this.coming.className = "";
    this.coming = null;
  },
};

// Links out of a document open beside the preview; inside a sandbox nothing else may happen.
function follow(frame) {
  frame.contentDocument.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    if (/^(https?|mailto|tel):/i.test(link.href)) window.open(link.href, "_blank", "noopener,noreferrer");
  });
}

const markdown = {
  box: at("markdown"),
  async fill([part], isWanted) {
    const text = await (await fetch(`parts/${part.digest}`)).text();
    if (isWanted()) this.box.firstElementChild.textContent = text;
  },
  position() {
    return { top: this.box.scrollTop };
  },
  moveTo(position) {
    this.box.scrollTop = position?.top ?? 0;
  },
};

const views = { pdf: pages, html: webPage, md: markdown };

// Findings, and the lines that they are about

function findings(state) {
  set(at("counts"), state.findings.length ? state.counts : "");
  at("nothing").hidden = state.findings.length > 0;
  set(at("nothing"), state.findings.length ? "" : words.nothing);
  const data = JSON.stringify(state.findings);
  if (at("list").dataset.of === data) return;
  const focused = [...at("list").children].indexOf(document.activeElement?.closest("#list > li"));
  at("list").dataset.of = data;
  at("list").replaceChildren(...state.findings.map((one) => item(one, state)));
  if (focused >= 0) at("list").children[Math.min(focused, state.findings.length - 1)]?.querySelector("button")?.focus();
  if (open) open = state.findings.find((one) => isSame(one, open)) ?? { ...open, gone: true };
  choose();
}

function isSame(one, other) {
  return one.code === other.code && one.message === other.message && one.file === other.file;
}

function item(one, state) {
  const line = say(words.line, { line: one.line });
  const place = element(
    "span",
    "place",
    element("span", "severity", words[one.severity]),
    element("code", "", one.file === state.file ? line : `${one.file}, ${line}`),
    element("code", "", one.code),
  );
  const button = element("button", "", place, element("span", "message", one.message));
  button.type = "button";
  button.disabled = !one.has_source;
  if (one.help) button.append(element("span", "help", sentence(one.help)));
  if (one.excerpt?.trim()) button.append(excerpt(one));
  button.addEventListener("click", () => lines(one, true));
  const made = element("li", one.severity, button);
  if (one.editor) {
    const link = element("a", "edit", words.edit);
    link.href = one.editor;
    made.append(link);
  }
  return made;
}

function sentence(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

// A line with what is wrong marked in it. Columns count characters, where strings have two units for some.
function marked(text, one, number) {
  if (number < one.line || number > one.end_line) return [text];
  const characters = Array.from(text);
  const start = number === one.line ? one.column - 1 : 0;
  const end = number === one.end_line ? Math.max(one.end_column - 1, start + 1) : characters.length;
  const parts = [characters.slice(0, start), characters.slice(start, end), characters.slice(end)];
  const [before, middle, after] = parts.map((part) => part.join(""));
  return middle ? [before, element("mark", "", middle), after] : [text];
}

function excerpt(one) {
  const made = element("span", "excerpt", ...marked(one.excerpt, one, one.line));
  const first = made.firstChild;
  if (first?.nodeType === Node.TEXT_NODE) {
    const text = first.data.trimStart();
    first.data = text.length > 24 && made.childNodes.length > 1 ? `…${text.slice(-20)}` : text;
  }
  return made;
}

async function lines(one, scroll) {
  open = one;
  choose();
  const query = new URLSearchParams({ file: one.file, line: one.line });
  const answer = await fetch(`source?${query}`).catch(() => null);
  if (open !== one) return;
  const found = answer?.ok ? await answer.json() : { file: one.file, first: 1, lines: [] };
  if (open !== one) return;
  const top = at("lines").scrollTop;
  at("source").hidden = false;
  set(at("source-title"), found.file);
  at("lines").className = one.gone ? "" : one.severity;
  at("lines").replaceChildren(
    ...found.lines.map((text, index) => {
      const number = found.first + index;
      const isMarked = !one.gone && number >= one.line && number <= one.end_line;
      const made = element("p", isMarked ? "marked" : "", ...(isMarked ? marked(text, one, number) : [text || " "]));
      made.dataset.number = number;
      return made;
    }),
  );
  if (!found.lines.length) at("lines").replaceChildren(element("p", "", words.gone_file));
  if (scroll) at("lines").querySelector(".marked")?.scrollIntoView({ block: "center" });
  else at("lines").scrollTop = top;
}

function choose() {
  [...at("list").children].forEach((made, index) => {
    const isChosen = open && !open.gone && shown?.findings[index] && isSame(shown.findings[index], open);
    made.toggleAttribute("data-chosen", Boolean(isChosen));
    made.querySelector("button").ariaCurrent = isChosen ? "true" : null;
  });
}

function close() {
  const index = [...at("list").children].findIndex((made) => made.hasAttribute("data-chosen"));
  open = null;
  at("source").hidden = true;
  choose();
  at("list").children[index]?.querySelector("button").focus();
}

// What the reader does

at("close").addEventListener("click", close);
at("source").addEventListener("keydown", (event) => event.key === "Escape" && close());
document.querySelector("header").addEventListener("change", ({ target }) => {
  if (target.name === "pane") document.body.dataset.pane = target.value;
  else {
    chosen[target.name] = target.value;
    refresh();
  }
});
window.addEventListener("hashchange", () => {
  const wanted = fromAddress();
  if (!wanted || (wanted.document === chosen.document && wanted.format === chosen.format)) return;
  Object.assign(chosen, wanted);
  refresh();
});
listen();
