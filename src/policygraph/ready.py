"""What every process that reads has in hand when it begins (`workers.context`): the rules are compiled once, before the processes part."""

from . import rules
from . import steps as steps

for _name in rules.names():
    rules.load(_name)
