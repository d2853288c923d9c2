"""Two hundred texts that would be programs if a page did not escape them: for names, questions and YAML alike."""

_PROGRAMS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<body onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<style>@import'//evil.example'</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><button>x",
    "<object data=javascript:alert(1)>",
    "<template><script>alert(1)</script></template>",
    "{{ self.__init__.__globals__ }}",
    "{% for x in ().__class__.__mro__ %}{{ x }}{% endfor %}",
    "${alert(1)}",
)
_WAYS_OUT = (
    "{}",
    '">{}',
    "'>{}",
    "</textarea>{}",
    "</title>{}",
    "--><!-- {}",
    "]]>{}",
    "[{}]",
    "\u202e{}",
    "</script></style>{}",
)

PAYLOADS = tuple(way.replace("{}", program) for program in _PROGRAMS for way in _WAYS_OUT)
TAGS = "script img svg body iframe math details video style link base meta form object template input a".split()


def strangers(page: str, ours: str) -> str:
    """What of the payloads came through alive: tags there are more of than in the same page without them."""
    alive = [tag for tag in TAGS if page.lower().count(f"<{tag}") != ours.lower().count(f"<{tag}")]
    return " ".join([*alive, *(word for word in ("evil.example>", "javascript:alert(1)>") if word in page)])
