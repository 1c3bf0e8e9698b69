// Development only: sends the buttons without leaving the page, and puts changed parts in place.
"use strict";

const shown = {};
let busy = false;

function dialogIn(part) { return part.querySelector("[data-modal]")?.dataset.modal; }

function keepTyped(part, html) {
  const fields = "textarea[id], input[id]:not([type=file]), select[id]";
  const dialog = dialogIn(part);
  const typed = [...part.querySelectorAll(fields)].map((each) => [each.id, each.value]);
  const ticked = [...part.querySelectorAll("input[type=checkbox]")].map((each) => [each.name, each.checked]);
  const uploaded = [...part.querySelectorAll(".uploaded")].map((each) => [each.id, [...each.childNodes]]);
  const open = [...part.querySelectorAll("details")].map((each) => each.open);
  const atEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 80;
  const at = part.querySelector(".dialog")?.scrollTop;
  part.innerHTML = html;
  // Slack's rule: a dialog that is drawn anew keeps what was typed in the blocks whose names stay.
  if (dialog === dialogIn(part)) {
    for (const [id, kept] of typed) { const field = document.getElementById(id); if (field) field.value = kept; }
    for (const [name, on] of ticked) { const box = part.querySelector(`input[name="${CSS.escape(name)}"]`); if (box) box.checked = on; }
    for (const [id, nodes] of uploaded) document.getElementById(id)?.append(...nodes);
    if (at) part.querySelector(".dialog").scrollTop = at;
  }
  const first = part.querySelector("textarea, .dialog input:not([type=hidden])");
  if (first && !at) first.focus();
  part.querySelectorAll("details").forEach((each, number) => { each.open = open[number] ?? each.open; });
  if ("follow" in part.dataset && atEnd) part.scrollTop = part.scrollHeight;
}

function same(part, html) {
  const other = document.createElement("template");
  other.innerHTML = html;
  return other.innerHTML === part.innerHTML;
}

async function refresh() {
  if (busy) return;
  busy = true;
  try {
    const answer = await fetch("/parts" + location.search);
    const parts = await answer.json();
    for (const [name, html] of Object.entries(parts)) {
      const part = document.getElementById("part-" + name);
      if (!part || shown[name] === html) continue;
      if (name in shown || !same(part, html)) keepTyped(part, html);
      shown[name] = html;
    }
    document.body.classList.remove("away");
  } catch { document.body.classList.add("away"); } finally { busy = false; }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  // Not form.action: a field of that name would hide it.
  const address = form.getAttribute("action");
  if (address === "/me") return;
  event.preventDefault();
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) return;
  const button = event.submitter;
  if (button) { button.disabled = true; button.classList.add("waits"); }
  const body = new URLSearchParams(new FormData(form));
  // As in Slack: a button in a dialog tells what is filled in by then.
  const filled = address === "/do/press_in_dialog" && document.getElementById("filled");
  if (filled) for (const [name, value] of new FormData(filled)) body.append(name, value);
  if (form.matches(".more")) form.reset();
  await fetch(address, { method: "POST", headers: { "X-Console": "1" }, body });
  if (button) { button.disabled = false; button.classList.remove("waits"); }
  await refresh();
});

// Choosing from a list is the press, as in Slack.
document.addEventListener("change", (event) => {
  const list = event.target;
  if ((list.id === "me" || list.closest("form.more")) && list.value) list.form.requestSubmit();
});

// As in Slack, a file is uploaded when it is chosen; the dialog sends its id.
async function upload(field) {
  const done = document.getElementById(field.id + "-done");
  for (const file of [...field.files].slice(0, Number(field.dataset.most) - done.querySelectorAll("input").length)) {
    const answer = await fetch("/upload?name=" + encodeURIComponent(file.name), { method: "POST", body: file });
    const kept = document.createElement("input");
    kept.type = "hidden";
    kept.setAttribute("form", "filled");
    kept.value = await answer.text();
    kept.name = `${field.dataset.upload}:${kept.value}`;
    document.getElementById(done.id)?.append(kept, `📎 ${file.name} `);
  }
  field.value = "";
}

document.addEventListener("change", (event) => { if (event.target.dataset.upload) upload(event.target); });

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-look]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  refresh();
});

document.querySelectorAll("[data-follow]").forEach((part) => { part.scrollTop = part.scrollHeight; });
setInterval(refresh, 1500);
