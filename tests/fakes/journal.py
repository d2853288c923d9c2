"""A journal in memory: stores what channels deliver, each key once, and can be out of order."""

from bot.errors import Unavailable


class Journal:
    """An `Accept`."""

    def __init__(self):
        self.kept = {}
        self.calls = 0
        self.down = 0
        """So many more calls it cannot store anything."""

    async def __call__(self, delivered):
        self.calls += 1
        if self.down:
            self.down -= 1
            raise Unavailable("the store is down")
        for one in delivered:
            self.kept.setdefault((one.channel, one.account, one.key), one)

    @property
    def all(self):
        return list(self.kept.values())

    @property
    def texts(self):
        return [one.message.text for one in self.all if one.message]


class Tally:
    """A counter in memory that can be out of order."""

    def __init__(self, count=0):
        self.count, self.down = count, False

    async def add(self, name, many, *, now):
        if self.down:
            raise Unavailable("the store is down")
        self.count += many
        return self.count

    async def read(self, name, *, now):
        return self.count
