"""The doctor: is this machine fit to serve, and what is to be mended. It looks and changes nothing.

finding.py           a finding and how bad it is
case.py              what is examined: settings, database, time
examination.py       every check, each within its time, none able to stop the others or to print a secret
<anything else>.py   one check each: an async function from the case to its findings, in Vietnamese
"""
