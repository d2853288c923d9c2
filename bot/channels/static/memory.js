/*
 * What the browser keeps of the talk. A turn is one message of the resident with its replies:
 *   {chat, id, at, text, choice, quiet, under, erases, replies, refused}
 * Every turn has a key of its own, so that two tabs never write over each other's. Where storage is blocked the talk
 * lives as long as the page.
 */
(function () {
  "use strict";
  const CHAT = "hds1:chat";
  const HAMLET = "hds1:thon";
  const TURN = "hds1:turn:";
  const KEY = /^[0-9a-f]{32}$/;
  const MOST = 60;
  const inPage = new Map();
  let latest = 0;

  function get(key) {
    try { return localStorage.getItem(key); } catch (blocked) { return null; }
  }
  function read(key) {
    return inPage.has(key) ? inPage.get(key) : get(key);
  }
  function write(key, value) {
    try {
      localStorage.setItem(key, value);
      inPage.delete(key);
    } catch (blocked) {
      inPage.set(key, value);
    }
  }
  function remove(key) {
    inPage.delete(key);
    try { localStorage.removeItem(key); } catch (blocked) { /* it was never there */ }
  }
  function keys() {
    let stored = [];
    try { stored = Object.keys(localStorage); } catch (blocked) { /* only those in the page */ }
    return stored.concat(Array.from(inPage.keys())).filter(function (key) { return key.indexOf(TURN) === 0; });
  }

  function isReply(reply) {
    return !!reply && typeof reply.text === "string" && [reply.choices, reply.actions].every(function (buttons) {
      return Array.isArray(buttons) && buttons.every(function (b) { return !!b && typeof b.label === "string" && typeof b.code === "string"; });
    });
  }
  function areReplies(replies) {
    return Array.isArray(replies) && replies.every(isReply);
  }
  function parsed(key) {
    try {
      const turn = JSON.parse(read(key));
      const fits = KEY.test(turn.id) && KEY.test(turn.chat) && typeof turn.text === "string" && typeof turn.at === "number";
      return fits && (!turn.replies || areReplies(turn.replies)) ? turn : null;
    } catch (broken) {
      return null;
    }
  }
  function keyOf(turn) {
    return TURN + turn.chat + ":" + turn.id;
  }
  function bubbles(turn) {
    return (turn.quiet ? 0 : 1) + (turn.replies ? turn.replies.length : 1);
  }
  function chat() {
    const known = read(CHAT);
    return KEY.test(known || "") ? known : renew();
  }
  /* A new talk; whatever is left of others goes. */
  function renew() {
    const id = random();
    write(CHAT, id);
    remove(HAMLET);
    keys().forEach(remove);
    return id;
  }
  function random() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) {
      return ("0" + byte.toString(16)).slice(-2);
    }).join("");
  }
  function turns() {
    const now = chat();
    return keys().map(parsed).filter(function (turn) { return turn && turn.chat === now; }).sort(function (a, b) {
      return a.at - b.at || (a.id < b.id ? -1 : 1);
    });
  }

  window.Memory = {
    areReplies: areReplies,
    isOurs: function (key) { return key === null || key === CHAT || key.indexOf(TURN) === 0; },
    chat: chat,
    renew: renew,
    turns: turns,
    /* Whether the link of a hamlet is followed for the first time in this talk: what was taken back is not said again. */
    isNewHamlet: function (slug) {
      const now = chat() + ":" + slug;
      const before = read(HAMLET);
      write(HAMLET, now);
      return before !== now;
    },
    put: function (turn) { write(keyOf(turn), JSON.stringify(turn)); },
    /* A turn that was not there before. */
    turn: function (fields) {
      const last = turns().pop();
      latest = Math.max(Date.now(), latest + 1, last ? last.at + 1 : 0);
      return Object.assign({chat: chat(), id: random(), at: latest, text: "", choice: "", replies: null}, fields);
    },
    forget: function (turn) { remove(keyOf(turn)); },
    /* Of the last 60 messages the oldest ones too many; what is not answered yet stays. */
    tooOld: function () {
      let room = MOST;
      return turns().reverse().filter(function (turn) {
        room -= bubbles(turn);
        return room < 0 && (turn.replies || turn.refused);
      });
    }
  };
})();
