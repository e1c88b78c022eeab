"""The program as it was before there was a second version of the rules with votes: run in place of `taonet.cli.main`."""

from taonet.cli.main import main
from taonet.runtime import construct
from taonet.runtime.rules import Rules

construct.RULES = Rules(construct.RULES.standard, construct.RULES.votes[:1])
main()
