"""An OpenAI-compatible endpoint in front of a subnet: whoever asks needs no key of the chain and no wallet.

`serving.py` puts it together. A request becomes a task of the subnet's market (`chat.py`), the best miners by incentive
are asked (`ranking.py`, `asking.py`), their signed answer is checked (`text.py`) and passed on in OpenAI's form, with who
gave it (`account.py`).
"""
