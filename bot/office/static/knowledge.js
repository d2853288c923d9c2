// The form of an entry: what stands beside it is looked up again while one types. Without a script there is a button.
"use strict";
(function () {
  var form = document.getElementById("sua"), side = document.getElementById("ben");
  if (!form || !window.fetch || !window.URLSearchParams) return;
  var waiting, busy = false, again = false, saved = true;
  function look() {
    if (busy) { again = true; return; } // one at a time: the server learns the draft each time
    busy = true;
    again = false;
    fetch(form.dataset.look, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin", redirect: "error" })
      .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(new Error(answer.status)); })
      .then(show, function () { /* the button says what is wrong */ })
      .then(function () { busy = false; if (again) look(); });
  }
  function show(text) {
    var made = new DOMParser().parseFromString(text, "text/html"), open = {};
    side.querySelectorAll("details").forEach(function (one) { open[one.dataset.name] = one.open; });
    side.textContent = "";
    Array.from(made.body.childNodes).forEach(function (node) { side.appendChild(node); });
    side.querySelectorAll("details").forEach(function (one) { if (one.dataset.name in open) one.open = open[one.dataset.name]; });
  }
  document.addEventListener("input", function (event) {
    if (event.target.form !== form) return;
    saved = false;
    clearTimeout(waiting);
    waiting = setTimeout(look, 700);
  });
  // An answer to begin with; its dots are written over.
  document.querySelectorAll("[data-stock]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      var box = form.elements.answer, source = form.elements["sources-0-title"], dots;
      event.preventDefault();
      source.value = source.value || link.dataset.source;
      if (box.value.trim() && box.value.trim().indexOf("…") < 0) box.value = box.value.trim() + "\n" + link.dataset.stock;
      else box.value = link.dataset.stock;
      dots = box.value.indexOf("…");
      box.focus();
      box.setSelectionRange(dots < 0 ? box.value.length : dots, dots < 0 ? box.value.length : dots + 1);
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
  form.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.ctrlKey && !event.isComposing && !event.repeat) form.querySelector("button[value=dang]").click();
  });
  if (side.querySelector("[data-unseen]") && form.elements.answer.value.trim()) look();
  form.addEventListener("submit", function () { saved = true; });
  window.addEventListener("beforeunload", function (event) { if (!saved) event.preventDefault(); });
}());
