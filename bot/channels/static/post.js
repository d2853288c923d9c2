/* Posting a turn until it is answered: the same id again and again, with longer and longer pauses. */
(function () {
  "use strict";
  const PAUSES = [1, 2, 4, 8, 15, 30];
  const PATIENCE = 25;
  let wake = null;

  function after(seconds) {
    return new Promise(function (resolve) { setTimeout(resolve, seconds * 1000); });
  }

  /* -> {replies} | {refused} | {trouble: "offline" | "busy"} */
  async function once(turn) {
    try {
      const body = {chat: turn.chat, id: turn.id, text: turn.text};
      if (turn.choice) body.choice = turn.choice;
      const response = await Promise.race([after(PATIENCE), fetch(turn.news ? "api/v1/news" : "api/v1/messages", {
        method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body),
        credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer"
      })]);
      if (!response) return {trouble: "offline"};
      if (response.status >= 500 || response.status === 408 || response.status === 429) return {trouble: "busy"};
      // Not JSON: the page of some hotspot that wants a login.
      const data = await Promise.race([after(PATIENCE), response.json()]);
      if (response.ok && data && Memory.areReplies(data.replies)) return {replies: data.replies};
      if (!response.ok && data && typeof data.error === "string") return {refused: data.error};
      return {trouble: "busy"};
    } catch (lost) {
      return {trouble: "offline"};
    }
  }

  /* Many pages lose the same server at once: they should not all come back in the same second. */
  function pause(attempt) {
    const seconds = PAUSES[Math.min(attempt, PAUSES.length - 1)] * (0.8 + 0.4 * Math.random());
    return Promise.race([after(seconds), new Promise(function (resolve) { wake = resolve; })]);
  }

  window.Post = {
    /* Resolves with {replies}, {refused}, or null when the turn is no longer wanted. */
    until: async function (turn, isWanted, onTrouble) {
      for (let attempt = 0; isWanted(); attempt++) {
        const came = await once(turn);
        if (!isWanted()) return null;
        if (!came.trouble) return came;
        onTrouble(came.trouble);
        await pause(attempt);
      }
      return null;
    },
    hurry: function () { if (wake) wake(); }
  };
  window.addEventListener("online", window.Post.hurry);
})();
