"""Delivery moves: what came in is answered, what is to go out is sent; nothing accepted is lost on the way.

a channel verifies -> accept() stores, then the webhook is acknowledged     receiving.py
the inbox -> gates, the responder -> one transaction -> the outbox          answering.py
the outbox -> channel.send(), and what becomes of what was not sent         sending.py
"""
