"""The scan of the officers' console, in pieces; scripts/scan_office.py runs them all.

texts.py      what is planted and typed: payloads, and harmless twins of them
scene.py      a service over a small town where every page has something to show (files.py, filling.py)
browser.py    an officer's browser; reading.py what it reads of a page; report.py what is wrong with any answer
crawl.py      every page that links lead to, every form on them
the checks    access, forgery, planted, sessions, paths, guessing, bodies, downloads
"""

import sys
from pathlib import Path

if (root := str(Path(__file__).resolve().parents[2])) not in sys.path:  # bot, and the town of the tests
    sys.path.insert(0, root)
