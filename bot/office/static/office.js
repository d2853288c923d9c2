// What is nicer with a script; every page works without it.
"use strict";
(function () {
  // <button type="button" data-copy="#id" hidden>: copies the text of an element.
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim()).then(function () {
        button.textContent = "Đã chép ✓";
      });
    });
  });
  // A form sent once is not sent twice by an impatient second click; one that brings a file (data-again) may be sent later again.
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented) return;
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") form.dataset.sent = "1";
    if ("again" in form.dataset) setTimeout(function () { delete form.dataset.sent; }, 3000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
  // Who types for long sends nothing meanwhile: tell the server that they are there, before what they typed is lost.
  var told = Date.now();
  var stay = document.querySelector("[data-stay]");
  if (stay && window.fetch) {
    document.addEventListener("input", function () {
      if (Date.now() - told < 4 * 60 * 1000) return;
      told = Date.now();
      fetch(stay.dataset.stay, { redirect: "manual", credentials: "same-origin" }).then(function (answer) {
        document.getElementById("gone").hidden = answer.ok;
      }, function () { /* no network: what is typed stays where it is */ });
    });
  }
  // The menu of the officer closes when one clicks elsewhere or presses Escape.
  var who = document.querySelector("details.who");
  if (who) {
    document.addEventListener("click", function (event) { if (!who.contains(event.target)) who.open = false; });
    document.addEventListener("keydown", function (event) { if (event.key === "Escape") who.open = false; });
  }
}());
