"""What each shape of query may read at most at 100,000 customers: (rows, blocks), a quarter above what was measured.

A limit is raised with its reason in the commit, and never to make a test pass.
"""

SHAPES = (
    "smi", "mar", "smith", "zzzz", "smith john", "mar jo", "s jo", "jona s", "anna maria smith", "maria smith", "smith 78666", "john 786", "smi 512",
    "+1 212 20", "030 100", "a@example.com", "james.smith", "C-100", "1001", "100100", "smith 100", "BN-0001", "bn-00", "smith bn-0001",
    "jacket", "ng", "EXT-5", "R-1001",
)  # fmt: skip
MISSPELT = (
    "smoith", "nraone", "mueler", "jon smoth", "anna maria smih",
)  # fmt: skip

LIMITS: dict[str, dict[str, tuple[int, int]]] = {
    "find_customers": {
        "smi": (125, 225), "mar": (800, 450), "smith": (125, 250), "zzzz": (10, 67), "smith john": (42, 425), "mar jo": (425, 1525),
        "s jo": (1075, 3325), "jona s": (225, 375), "anna maria smith": (400, 1950),
        "maria smith": (300, 900), "smith 78666": (14, 125), "john 786": (1875, 2600),
        "smi 512": (1500, 2400), "+1 212 20": (20, 73), "030 100": (94, 350), "a@example.com": (10, 22), "james.smith": (58, 525),
        "C-100": (3575, 375), "1001": (500, 250), "100100": (20, 92), "smith 100": (6875, 2475), "BN-0001": (10, 29), "bn-00": (10, 37),
        "smith bn-0001": (10, 59), "jacket": (10, 175), "ng": (125, 225), "EXT-5": (10, 29), "R-1001": (10, 29),
    },
    "find_orders": {
        "smi": (3425, 1850), "mar": (1675, 1350), "smith": (400, 750), "zzzz": (10, 125), "smith john": (175, 975), "mar jo": (1125, 4300),
        "s jo": (4675, 8925), "jona s": (675, 1300), "anna maria smith": (425, 2275),
        "maria smith": (975, 2950), "smith 78666": (1500, 3550), "john 786": (3325, 6250),
        "smi 512": (2525, 4775), "+1 212 20": (24, 73), "030 100": (275, 850), "a@example.com": (10, 34), "james.smith": (175, 875),
        "C-100": (10, 39), "1001": (525, 550), "100100": (24, 84), "smith 100": (8825, 16700), "BN-0001": (950, 1850), "bn-00": (2150, 2900),
        "smith bn-0001": (3675, 8025), "jacket": (3175, 5650), "ng": (275, 525), "EXT-5": (425, 800), "R-1001": (10, 35),
    },
    "find_returns": {
        "smi": (1725, 900), "mar": (1200, 975), "smith": (250, 650), "zzzz": (10, 90), "smith john": (44, 525), "mar jo": (650, 2525),
        "s jo": (2525, 5600), "jona s": (450, 975), "anna maria smith": (400, 2125),
        "maria smith": (450, 1275), "smith 78666": (725, 1800), "john 786": (1425, 2775),
        "smi 512": (800, 1975), "+1 212 20": (22, 67), "030 100": (10, 68), "a@example.com": (10, 22), "james.smith": (30, 550), "C-100": (10, 22),
        "1001": (900, 850), "100100": (30, 90), "smith 100": (6100, 4825), "BN-0001": (10, 37), "bn-00": (10, 44), "smith bn-0001": (725, 1800),
        "jacket": (10, 200), "ng": (73, 225), "EXT-5": (10, 37), "R-1001": (525, 575),
    },
    "in_touch_lately": {
        "smi": (10, 10), "mar": (10, 10), "smith": (75, 175), "zzzz": (10, 35), "smith john": (25, 175), "mar jo": (10, 10), "s jo": (10, 10),
        "jona s": (125, 350), "anna maria smith": (20, 250),
        "maria smith": (15, 175), "smith 78666": (10, 10), "john 786": (10, 10), "smi 512": (10, 10),
        "+1 212 20": (10, 10), "030 100": (10, 10), "a@example.com": (10, 10), "james.smith": (25, 175), "C-100": (10, 10), "1001": (10, 10),
        "100100": (10, 10), "smith 100": (10, 10), "BN-0001": (10, 10), "bn-00": (10, 10), "smith bn-0001": (10, 10), "jacket": (10, 35),
        "ng": (10, 10), "EXT-5": (10, 10), "R-1001": (10, 10),
    },
    "in_touch_lately, of a page": {"smith": (35, 200)},
    "similar_names": {
        "smoith": (125, 425), "nraone": (150, 450), "mueler": (175, 575), "jon smoth": (225, 2150), "anna maria smih": (425, 5950),
    },
}  # fmt: skip
