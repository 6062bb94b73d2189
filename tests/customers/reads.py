"""What each shape of query may read at most at 100,000 customers: (rows, blocks), a quarter above what was measured.

A limit is raised with its reason in the commit, and never to make a test pass.
"""

SHAPES = (
    "smi", "mar", "smith", "zzzz", "smith john", "mar jo", "s jo", "jona s", "anna maria smith", "smith 78666", "john 786", "smi 512",
    "+1 212 20", "030 100", "a@example.com", "james.smith", "C-100", "1001", "100100", "smith 100", "BN-0001", "bn-00", "smith bn-0001",
    "jacket", "ng", "EXT-5", "R-1001",
)  # fmt: skip
MISSPELT = (
    "smoith", "nraone", "mueler", "jon smoth", "anna maria smih",
)  # fmt: skip

LIMITS: dict[str, dict[str, tuple[int, int]]] = {
    "find_customers": {
        "smi": (125, 150), "mar": (1600, 3675), "smith": (125, 150), "zzzz": (10, 66), "smith john": (40, 225), "mar jo": (1000, 4850),
        "s jo": (725, 1700), "jona s": (125, 250), "anna maria smith": (2050, 4000), "smith 78666": (13, 125), "john 786": (2325, 4300),
        "smi 512": (1700, 3500), "+1 212 20": (20, 72), "030 100": (93, 250), "a@example.com": (10, 21), "james.smith": (57, 275),
        "C-100": (3600, 275), "1001": (500, 175), "100100": (20, 91), "smith 100": (4650, 6200), "BN-0001": (10, 28), "bn-00": (10, 36),
        "smith bn-0001": (10, 47), "jacket": (10, 66), "ng": (125, 125), "EXT-5": (10, 28), "R-1001": (10, 28),
    },
    "find_orders": {
        "smi": (975, 2125), "mar": (4125, 9350), "smith": (425, 775), "zzzz": (10, 73), "smith john": (200, 725), "mar jo": (1900, 8275),
        "s jo": (4400, 7375), "jona s": (675, 1300), "anna maria smith": (25, 350), "smith 78666": (1500, 3575), "john 786": (3450, 6500),
        "smi 512": (2750, 5275), "+1 212 20": (23, 72), "030 100": (350, 1000), "a@example.com": (10, 33), "james.smith": (200, 725),
        "C-100": (10, 26), "1001": (525, 550), "100100": (23, 83), "smith 100": (5050, 8575), "BN-0001": (975, 1875), "bn-00": (2150, 2900),
        "smith bn-0001": (3700, 8050), "jacket": (3375, 5650), "ng": (300, 525), "EXT-5": (425, 800), "R-1001": (10, 22),
    },
    "find_returns": {
        "smi": (450, 900), "mar": (2775, 5525), "smith": (275, 675), "zzzz": (10, 47), "smith john": (43, 225), "mar jo": (1250, 5750),
        "s jo": (2200, 3925), "jona s": (275, 550), "anna maria smith": (17, 225), "smith 78666": (750, 1800), "john 786": (1500, 2925),
        "smi 512": (825, 2050), "+1 212 20": (21, 66), "030 100": (10, 36), "a@example.com": (10, 21), "james.smith": (30, 200),
        "C-100": (10, 21), "1001": (925, 875), "100100": (30, 90), "smith 100": (6125, 4850), "BN-0001": (10, 36), "bn-00": (10, 43),
        "smith bn-0001": (750, 1800), "jacket": (10, 47), "ng": (72, 225), "EXT-5": (10, 36), "R-1001": (525, 575),
    },
    "similar_names": {
        "smoith": (125, 425), "nraone": (150, 475), "mueler": (200, 450), "jon smoth": (225, 2150), "anna maria smih": (275, 1275),
    },
}  # fmt: skip
