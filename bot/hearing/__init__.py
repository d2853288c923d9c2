"""Hearing: a voice message -> its words, on this machine. Off by default; needs the extra `voice`.

hearing.py      a message with a voice in it -> the message with words: one after the other, within a time, few waiting
fetching.py     gets the voice from the provider: only from its hosts, only what is short and sounds like audio
sniffing.py     what kind of audio some bytes are
listener.py     the worker process: started when first needed, ended when it hangs or has long had nothing to do
worker.py       what runs in it: bytes in, words out; it sees no setting, no secret, and writes no file
viet_asr.py     the recogniser that comes with the extra; another one is a module with `Recogniser` in it
decoding.py     AAC, Opus, AMR, MP3 … -> what a recogniser listens to
extra.py        whether the extra is installed

The voice stays in memory and is gone once it has words; nothing of it is stored or logged.
"""
