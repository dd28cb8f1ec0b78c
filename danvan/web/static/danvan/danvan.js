/* The one script of the house. Every page works without it; with it
   - what is typed into form[data-keep] stays on this device until the server says that it has it, and is offered back
     after an error, a time-out, a sign-out or a dead network (middleware.py sets the receipt, a cookie);
   - a form is sent once; leaving a page with unsent text asks first;
   - menus close, details open for printing, [data-copy] copies, [data-print] prints, dropped files show their names.
   Texts come from the page (data-text-* of <body>), so that they are translated where all others are. */
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const text = (name, values = {}) =>
    (document.body.dataset["text" + name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

  // ── drafts ────────────────────────────────────────────────────────────────────────────────────────────────────
  const PREFIX = "danvan:draft:";
  const WEEK = 7 * 24 * 3600 * 1000;

  const store = {
    all() {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
      } catch {
        return [];
      }
    },
    read(key) {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    },
    write(key, draft) {
      try {
        localStorage.setItem(key, JSON.stringify(draft));
      } catch {
        /* full or forbidden: the form still works */
      }
    },
    drop(key) {
      try {
        localStorage.removeItem(key);
      } catch {
        /* the same */
      }
    },
  };

  const keyOf = (form) => `${PREFIX}${document.body.dataset.user || "-"}:${form.dataset.keep}`;

  const kept = (form) =>
    [...form.elements].filter(
      (field) =>
        field.name && !["hidden", "password", "file", "submit", "button", "reset", "image"].includes(field.type) &&
        !field.closest("[data-no-keep]")
    );

  function values(form) {
    const found = {};
    for (const field of kept(form)) {
      const box = field.type === "checkbox" || field.type === "radio";
      if (box && !field.checked) continue;
      const many = field.type === "select-multiple" ? [...field.selectedOptions].map((o) => o.value) : [field.value];
      found[field.name] = (found[field.name] || []).concat(many);
    }
    return found;
  }

  function fill(form, saved) {
    for (const field of kept(form)) {
      const wanted = saved[field.name];
      if (field.type === "checkbox" || field.type === "radio") field.checked = (wanted || []).includes(field.value);
      else if (field.type === "select-multiple")
        for (const option of field.options) option.selected = (wanted || []).includes(option.value);
      else if (wanted) field.value = wanted[0];
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  function receipts() {
    const found = document.cookie.split("; ").find((part) => part.startsWith("danvan_sent="));
    if (!found) return;
    for (const name of decodeURIComponent(found.slice("danvan_sent=".length)).split("|")) {
      store.drop(`${PREFIX}${document.body.dataset.user || "-"}:${name}`);
      for (const form of document.querySelectorAll("form[data-kept]"))
        if (form.dataset.keep === name) form._first = values(form);
    }
    document.cookie = "danvan_sent=; Max-Age=0; path=/; SameSite=Lax";
  }

  function tidy() {
    for (const key of store.all()) if (Date.now() - (store.read(key)?.at || 0) > WEEK) store.drop(key);
  }

  function offer(form, draft) {
    const when = new Date(draft.at).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" });
    const box = document.createElement("div");
    box.className = "notice notice--warn keep-offer";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = text("Kept", { when });
    const row = document.createElement("div");
    row.className = "cluster";
    for (const [label, act] of [
      [text("Restore"), () => fill(form, draft.values)],
      [text("Discard"), () => store.drop(keyOf(form))],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--quiet button--small";
      button.textContent = label;
      button.addEventListener("click", () => {
        act();
        box.remove();
        kept(form)[0]?.focus();
      });
      row.append(button);
    }
    box.append(words, row);
    form.prepend(box);
  }

  function keep(form) {
    if (form.dataset.kept) return;
    form.dataset.kept = "1";
    form._first = values(form);
    const receipt = document.createElement("input");
    Object.assign(receipt, { type: "hidden", name: "_keep", value: form.dataset.keep });
    form.append(receipt);
    const draft = store.read(keyOf(form));
    if (draft && !same(draft.values, form._first)) offer(form, draft);
    let timer;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => save(form), 300);
    });
  }

  function save(form) {
    const now = values(form);
    if (same(now, form._first)) store.drop(keyOf(form));
    else store.write(keyOf(form), { at: Date.now(), values: now });
  }

  // ── sending ───────────────────────────────────────────────────────────────────────────────────────────────────
  const free = (form) => {
    delete form.dataset.sending;
    form._sent = false;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form._sent) {
      event.preventDefault();
      return;
    }
    if (form.dataset.kept) save(form);
    form._sent = true; // now, since leaving may begin before the timer below
    // later, when the browser has read the form: the name of the pressed button still goes with it
    setTimeout(() => {
      if (event.defaultPrevented && !form.matches("[hx-post], [hx-get]")) free(form);
      else form.dataset.sending = "1";
    });
    setTimeout(() => free(form), 30000);
  });

  window.addEventListener("beforeunload", (event) => {
    for (const form of document.querySelectorAll("form[data-kept]"))
      if (!form._sent && form.isConnected && !same(values(form), form._first)) event.preventDefault();
  });

  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(free));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) free(form);
    receipts();
  });
  document.addEventListener("htmx:sendError", () => say(text("Offline")));
  document.addEventListener("htmx:timeout", () => say(text("Offline")));

  function say(words) {
    const live = document.getElementById("live");
    if (!live) return;
    live.hidden = !words;
    live.textContent = words;
  }

  // ── small helps ───────────────────────────────────────────────────────────────────────────────────────────────
  function fileNames(input) {
    const name = input.closest(".file-drop")?.querySelector(".file-drop__name");
    if (!name) return;
    const size = (bytes) => `${(bytes / 1048576).toLocaleString("vi-VN", { maximumFractionDigits: 1 })} MB`;
    name.textContent = [...input.files].map((file) => `${file.name} (${size(file.size)})`).join(", ");
    const limit = Number(input.dataset.limit || 0);
    const over = limit && [...input.files].some((file) => file.size > limit);
    input.setCustomValidity(over ? text("TooLarge", { limit: size(limit) }) : "");
    if (over) input.reportValidity();
  }

  async function copy(button) {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      say(text("Copied"));
    } catch {
      getSelection().selectAllChildren(source);
    }
  }

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]"))
      if (!menu.contains(event.target)) menu.open = false;
    const button = event.target.closest?.("[data-copy], [data-print]");
    if (button?.dataset.copy) copy(button);
    else if (button) print();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest?.("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.type === "file") fileNames(event.target);
  });
  for (const [kind, over] of [["dragover", true], ["dragleave", false], ["drop", false]])
    document.addEventListener(kind, (event) => {
      const zone = event.target.closest?.(".file-drop");
      if (zone) zone.toggleAttribute("data-over", over);
    });

  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const part of opened) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
  });

  function enhance(part) {
    const within = (selector) => [...(part.matches?.(selector) ? [part] : []), ...part.querySelectorAll(selector)];
    within("form[data-keep]").forEach(keep);
    within("[data-focus]")[0]?.focus();
  }

  receipts();
  tidy();
  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
})();
