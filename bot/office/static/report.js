// What is typed into a report stays in this tab, should the page be left or the session end before the file is made.
"use strict";
(function () {
  var form = document.querySelector("form[data-kept]");
  if (!form) return;
  var key = "bao-cao " + form.dataset.kept;
  var boxes = [].slice.call(form.querySelectorAll("textarea, input:not([type=hidden])"));
  function typed() {
    return boxes.map(function (box) { return box.type === "radio" ? box.checked : box.value; });
  }
  try {
    var kept = JSON.parse(sessionStorage.getItem(key) || "null");
    var fits = kept && kept.length === boxes.length && JSON.stringify(kept) !== JSON.stringify(typed());
    if (fits && !("sentBack" in form.dataset)) {
      boxes.forEach(function (box, place) {
        if (box.type === "radio") box.checked = kept[place] === true;
        else box.value = String(kept[place]);
      });
      document.getElementById("lay-lai").hidden = false;
    }
    form.addEventListener("input", function () { sessionStorage.setItem(key, JSON.stringify(typed())); });
  } catch (error) { /* a browser that keeps nothing: the page works as without a script */ }
}());
