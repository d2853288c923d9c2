"""Officers at work in the chat app they use anyway: what residents asked in vain, dealt with by numbers and a few words.

It does nothing by itself that the console cannot do: rights, audit log, history and undo are those of bot/office/. Reading
(commands.py) and writing (screens.py) are pure; sitting.py is what is remembered between two messages.

1. A message may come here twice, after a crash: whatever it does outside the transaction that settles it is called by the
   message's own key and found again, or changes nothing the second time.
2. Nothing an officer says here is logged as a resident's question; what is no command is, as ever, a question.
3. Numbers mean something only while a list is being gone through (`Sitting.is_alive`).
"""
