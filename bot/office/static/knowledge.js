// The form of an entry: what stands beside it is looked up again while one types. Without a script there is a button.
"use strict";
(function () {
  var form = document.getElementById("sua"), side = document.getElementById("ben");
  if (!form || !window.fetch || !window.AbortController) return;
  var waiting, asking, saved = true;
  function look() {
    if (asking) asking.abort();
    asking = new AbortController();
    fetch(form.dataset.look, { method: "POST", body: new FormData(form), credentials: "same-origin", signal: asking.signal, redirect: "error" })
      .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(new Error(answer.status)); })
      .then(function (text) {
        var made = new DOMParser().parseFromString(text, "text/html"), open = {};
        side.querySelectorAll("details").forEach(function (one, n) { open[n] = one.open; });
        side.replaceChildren.apply(side, Array.from(made.body.childNodes));
        side.querySelectorAll("details").forEach(function (one, n) { if (n in open) one.open = open[n]; });
      }, function () { /* the button says what is wrong */ });
  }
  document.addEventListener("input", function (event) {
    if (event.target.form !== form) return;
    saved = false;
    clearTimeout(waiting);
    waiting = setTimeout(look, 700);
  });
  if (side.querySelector("[data-unseen]") && form.elements.answer.value.trim()) look();
  form.addEventListener("submit", function () { saved = true; });
  window.addEventListener("beforeunload", function (event) { if (!saved) event.preventDefault(); });
}());
