"""`taonet gov`: propose, vote, and look at what is decided, on any chain that has referenda."""

from taonet.cli.app import add_command, new_group
from taonet.cli.gov import looking, proposing, validators, voting

app = new_group(
    "Governance by vote: what is proposed, how it stands, and taking part. Amounts are written 1.5tao, accounts as SS58 "
    "addresses, or //Dave on a development chain; calls as Pallet.call(name=value)."
)

for _name, _command in (
    ("tracks", looking.tracks_),
    ("list", looking.list_),
    ("show", looking.show),
    ("account", looking.account),
    ("preview", proposing.preview),
    ("propose", proposing.propose),
    ("cancel", proposing.cancel),
    ("deposit", proposing.deposit),
    ("refund", proposing.refund),
    ("metadata", proposing.metadata),
    ("vote", voting.vote),
    ("remove-vote", voting.remove_vote),
    ("delegate", voting.delegate),
    ("undelegate", voting.undelegate),
    ("unlock", voting.unlock),
    ("validator", validators.validator),
    ("validator-vote", validators.validator_vote),
    ("validator-remove", validators.validator_remove),
    ("validator-refresh", validators.validator_refresh),
    ("speak", validators.speak),
    ("follow", validators.follow),
):
    add_command(app, _name, _command)
