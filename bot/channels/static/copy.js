/* Putting a text on the clipboard, also where the page has no right to the new way (plain http, old WebViews). */
(function () {
  "use strict";

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (missing) {
      return copiedTheOldWay(text);
    }
  }

  function copiedTheOldWay(text) {
    const focused = document.activeElement;
    const area = document.createElement("textarea");
    area.className = "hidden";
    area.value = text;
    document.body.appendChild(area);
    area.select();
    let done = false;
    try { done = document.execCommand("copy"); } catch (refused) { /* then by hand */ }
    document.body.removeChild(area);
    if (focused) focused.focus();
    return done;
  }

  window.Copy = {text: copied};
})();
