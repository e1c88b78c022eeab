"""Names and symbols of subnets until their owners choose: lists that are part of the rules and of what clients see.

A new subnet gets the symbol of its number, or the first free one.

Source: subnets/symbols.rs get_name_for_subnet, get_symbol_for_subnet, get_next_available_symbol, ensure_symbol_exists
Source: subnets/symbols.rs ensure_symbol_available
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.subnets.errors import SymbolAlreadyInUse, SymbolDoesNotExist
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

_LIST = """
root, apex, omron, templar, targon, kaito, infinite, subvortex, ptn, pretrain, sturdy, dippy, horde, dataverse,
palaidn, deval, bitads, 3gen, cortex, inference, bitagent, any-any, meta, social, omega, protein, alchemy,
compute, oracle, coldint, bet, naschain, itsai, ready, mind, logic, automata, tuning, distributed, edge, chunk,
sportsensor, masa, graphite, score, gen42, neural, condense, nextplace, automl, audio, celium, dojo, frontier,
safescan, unknown, gradients, gaia, dippy-speach, agent-arena, unknown, red team, agentao, lean-in, chutes, sad,
dad, ta, dha, ain, ghayn, fa, qaf, kaf, lam, mim, nun, ha, waw, ya, alef, fehu, uruz, thurisaz, ansuz, raidho,
kaunan, cyr_yeru, algiz, berkanan, ogham, beith, luis, fearn, sail, nion, forfeda, ani, bani, gani, doni, eni,
vini, ayp, ben, gim, da, ech, za, armeni, grave, io, dje, gje, ie, dze, hard_sign, alfa, alfas, vida,
vida_small, gamma, gamma_small, brahmi_a, brahmi_aa, brahmi_i, brahmi_ii, brahmi_u, la, va, sha, ssa, sa, ha,
glagolitic_az, glagolitic_buky, glagolitic_vede, glagolitic_glagoli, glagolitic_dobro, glagolitic_yest,
glagolitic_zhivete, glagolitic_zemlja, glagolitic_izhe, glagolitic_initial_izhe, glagolitic_i, glagolitic_djerv,
glagolitic_kako, glagolitic_ljudije, glagolitic_myse, glagolitic_nash, glagolitic_on, glagolitic_pokoj,
glagolitic_rtsy, glagolitic_slovo, glagolitic_tvrido, glagolitic_uku, glagolitic_fert, glagolitic_xrivi,
glagolitic_ot, glagolitic_cy, glagolitic_shcha, glagolitic_er, glagolitic_yeru, glagolitic_small_yer,
glagolitic_yo, glagolitic_yu, glagolitic_ja, thai_ko_kai, thai_kho_khai, thai_kho_khuat, thai_kho_khon,
thai_kho_rakhang, thai_kho_khwai, thai_ngo_ngu, thai_cho_chan, thai_cho_ching, thai_cho_chang, thai_so_so,
thai_cho_choe, thai_yo_ying, thai_do_chada, thai_to_patak, thai_tho_than, thai_tho_nangmontho, thai_tho_phuthao,
thai_no_nen, thai_do_dek, thai_to_tao, thai_tho_thung, thai_tho_thahan, thai_tho_thong, thai_no_nu,
thai_bo_baimai, thai_po_pla, thai_pho_phung, thai_fo_fa, thai_pho_phan, thai_fo_fan, thai_pho_samphao,
thai_mo_ma, thai_yo_yak, thai_ro_rua, thai_lo_ling, thai_wo_waen, thai_so_sala, thai_so_rusi, thai_so_sua,
thai_ho_hip, thai_lo_chula, thai_o_ang, thai_ho_nokhuk, hangul_giyeok, hangul_nieun, hangul_digeut,
hangul_rieul, hangul_mieum, hangul_bieup, hangul_siot, hangul_ieung, hangul_jieut, hangul_chieut, hangul_kieuk,
hangul_tieut, hangul_pieup, hangul_hieut, hangul_a, hangul_ae, hangul_ya, hangul_yae, hangul_eo, hangul_e,
hangul_yeo, hangul_ye, hangul_o, hangul_wa, hangul_wae, hangul_oe, hangul_yo, hangul_u, hangul_weo, hangul_we,
hangul_wi, hangul_yu, hangul_eu, hangul_ui, hangul_i, ethiopic_glottal_a, ethiopic_glottal_u,
ethiopic_glottal_i, ethiopic_glottal_aa, ethiopic_glottal_e, ethiopic_glottal_ie, ethiopic_glottal_o,
ethiopic_glottal_wa, ethiopic_wa, ethiopic_wu, ethiopic_wi, ethiopic_waa, ethiopic_we, ethiopic_wye,
ethiopic_wo, ethiopic_ko, ethiopic_ku, ethiopic_ki, ethiopic_kua, ethiopic_ke, ethiopic_kwe, ethiopic_ko_alt,
ethiopic_go, ethiopic_gu, ethiopic_gi, ethiopic_gua, ethiopic_ge, ethiopic_gwe, ethiopic_go_alt, devanagari_a,
devanagari_aa, devanagari_i, devanagari_ii, devanagari_u, devanagari_uu, devanagari_r, devanagari_e,
devanagari_ai, devanagari_o, devanagari_au, devanagari_ka, devanagari_kha, devanagari_ga, devanagari_gha,
devanagari_nga, devanagari_cha, devanagari_chha, devanagari_ja, devanagari_jha, devanagari_nya, devanagari_ta,
devanagari_tha, devanagari_da, devanagari_dha, devanagari_na, devanagari_ta_alt, devanagari_tha_alt,
devanagari_da_alt, devanagari_dha_alt, devanagari_na_alt, devanagari_pa, devanagari_pha, devanagari_ba,
devanagari_bha, devanagari_ma, devanagari_ya, devanagari_ra, devanagari_la, devanagari_va, devanagari_sha,
devanagari_ssa, devanagari_sa, devanagari_ha, katakana_a, kana_i, kana_u, kana_e, kana_o, kana_a, kana_ki,
kana_ku, kana_ke, kana_ko, kana_sa, kana_shi, kana_su, kana_se, kana_so, kana_ta, kana_chi, kana_tsu, kana_te,
kana_to, kana_na, kana_ni, kana_nu, kana_ne, kana_no, kana_ha, kana_hi, kana_fu, kana_he, kana_ho, kana_ma,
kana_mi, kana_mu, kana_me, kana_mo, kana_ya, kana_yu, kana_yo, kana_ra, kana_ri, kana_ru, kana_re, kana_ro,
kana_wa, kana_wo, kana_n, ya, yab, yabh, yag, yagh, yaj, yach, yad, yadh, yadhe, yaz, yazh, yaf, yak, yakv, yaq,
yah, yahh, yahl, yahm, yayn, yakh, yakl, yahq, yash, yi, yij, yizh, yink, yal, yam, yan, yang, yany, yap, yu, a,
aa, i, ii, u, uu, r, rr, l, ll, e, ee, ai, o, oo, au, ka, kha, ga, gha, nga, cha, chha, ja, jha, nya, ta, tha,
da, dha, na, pa, pha, ba, bha, ma, ya, ra
"""

_NAMES = tuple(name.encode() for name in " ".join(_LIST.split()).split(", "))

UNNAMED = b"unknown"
"""Name of a subnet beyond the list."""


def name_of(s: State, netuid: NetUid) -> bytes:
    """Return the name that the owner gave a subnet, else the one that belongs to its number."""
    identity = Subnets.SubnetIdentitiesV3.get(s, netuid)
    if identity is not None and identity.subnet_name:
        return identity.subnet_name
    return _NAMES[netuid] if netuid < len(_NAMES) else UNNAMED


# Code points in hexadecimal, a range of neighbours as first-last: Greek, Hebrew, Arabic, runes, Ogham, Georgian,
# Armenian, Cyrillic, Coptic, Brahmi, Sinhala, Glagolitic, Thai, Korean, Ethiopic, Devanagari, Katakana, Tifinagh.
_CODE_POINTS = (
    "3a4 3b1-3c1 3c3 74 3c5-3c9 5d0-5ea 627-628 62a-63a 641-648 64a 649 16a0 16a2 16a6 16a8 16b1 16b3 42b "
    "16c9 16d2 1680-1685 169b 10d0-10d5 531-536 55e 400-405 44a 2c80-2c85 11000-11003 11005 db1 db3-db7 "
    "2c00-2c20 e01-e23 e25 e27-e2e 3131 3134 3137 3139 3141-3142 3145 3147-3148 314a-3163 12a0-12a7 12c8-12ce "
    "12b0-12b6 1310-1312 1218 1314-1316 905-90b 90f-910 913-928 92a-930 932 935-939 30a2 30a4 30a6 30a8 "
    "30aa-30ab 30ad 30af 30b1 30b3 30b5 30b7 30b9 30bb 30bd 30bf 30c1 30c4 30c6 30c8 30ca-30cf 30d2 30d5 30d8 "
    "30db 30de-30e2 30e4 30e6 30e8-30ed 30ef 30f2-30f3 2d30-2d53 d85-d86 d89-d96 d9a-d9e da0-da4 da7 da5-da6 "
    "da9 da8 daa-db0 "
)


def _symbols() -> tuple[bytes, ...]:
    found: list[bytes] = []
    for part in _CODE_POINTS.split():
        first, _, last = part.partition("-")
        found += [chr(point).encode() for point in range(int(first, 16), int(last or first, 16) + 1)]
    return tuple(found)


SYMBOLS = _symbols()
DEFAULT_SYMBOL = SYMBOLS[0]
"""Root's symbol, and that of subnets beyond the list."""

_CHOICE = frozenset(SYMBOLS[1:])


def symbol_of(netuid: NetUid) -> bytes:
    """Return the symbol that belongs to a subnet's number."""
    return SYMBOLS[netuid] if netuid < len(SYMBOLS) else DEFAULT_SYMBOL


def free_symbol(s: State, netuid: NetUid) -> bytes:
    """Return the symbol of the subnet's number, else the first free one, else the default."""
    used = {symbol for _, symbol in Subnets.TokenSymbol.items(s)}
    own = symbol_of(netuid)
    if own not in used:
        return own
    return next((symbol for symbol in SYMBOLS[1:] if symbol not in used), DEFAULT_SYMBOL)


def ensure_choosable(s: State, symbol: bytes) -> None:
    """Refuse a symbol that is not in the list, is root's, or is in use, even by the asking subnet."""
    if symbol not in _CHOICE:
        raise SymbolDoesNotExist
    if any(used == symbol for _, used in Subnets.TokenSymbol.items(s)):
        raise SymbolAlreadyInUse
