"""Values that have broken importers before."""

from hypothesis import strategies as st

TEXTS = (
    "=1+1", "+tag", "-dash", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", "'=x", "''=x", "'", "''", "'a", "'-", "O'Brien", '"', '""', 'a "b" c',
    "a,b;c|d", "a|b", "a\\|b\\", "\\", "#N/A", "n/a", "#REF!", "'#N/A", "4.92302E+11", "1E5", "1e1000", "NULL", "None", "nan", "true", "0", "007",
    "<b>x</b>", "<3", "a < b", "&amp;", "%s %(x)s {0} $1", "'; DROP TABLE x; --", "Zoë", "Nguyễn", "李小龍",
    "می‌خواهم", "क्‍ष", "👩‍👩‍👧", "🇩🇪", "e\u0301",
    "א ב", "\u200eLRM", "a\u00a0b", "İstanbul", "ﬁ",
    "SUMMER SALE", "a  b", "Müller; Söhne", "x" * 40,
)  # fmt: skip
"""Texts that people, shops and spreadsheets write, and that are kept as they are."""
DAMAGED = (
    "4.92302E+11",
    "n/a",
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#NV",
    "########",
    "a\x00b",
    "a\x07b",
    "a\u202eb",
    "<script>",
    "4111 1111 1111 1111",
    "x" * 999,
)
"""Texts that are refused where nothing says that they are meant."""
AMOUNTS = {
    "4,90": "4.90", "1.234,50": "1234.50", "1,234.50": "1234.50", "1 234,50": "1234.50", "1'234.50": "1234.50", "1.234.567": "1234567",
    "1,234,567": "1234567", "12.5": "12.5", "007": "007", "5.000000": "5.000000", "0,5": "0.5", "0.00": "0.00", " 3.10 ": "3.10", "": "0",
}  # fmt: skip
"""Amounts as they are written, and what they are."""
NO_AMOUNTS = (
    "1,234", "4.90 €", "€4.90", "1e9", "1.23E+05", "٣", "１２", "NaN", "inf", "n/a", "#N/A", "free", "4.90-", "(4.90)", "--1", "1.234.56", "1,23,456",
    "1.2345", "9999999999999", "100000000000", ".", ",", "-", "0x10", "4.9.0", "12:30", "2026-01-01", "1/2", "1 2", "１,５",
)  # fmt: skip
"""What is no amount of euros, or none that is clear."""

texts = st.lists(
    st.one_of(st.sampled_from(TEXTS), st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp")), max_size=40)), min_size=30
)
"""Any texts without what is refused; card numbers are too long to be met by chance."""
cells = st.one_of(st.sampled_from((*TEXTS, *DAMAGED, *AMOUNTS, *NO_AMOUNTS)), st.text(st.characters(codec="utf-8"), max_size=20))
"""Anything at all."""
