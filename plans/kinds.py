"""Kinds of plans: free text, with those offered that are known (domain.md §1)."""

CITY_DEMONSTRATION = "知识产权强市示范"
COUNTY_DEMONSTRATION = "知识产权强县示范"
COUNTY_PILOT = "知识产权强县试点"
FIVE_YEAR = "知识产权五年规划"
KEY_POINTS = "知识产权工作要点"
KNOWN_KINDS = (
    CITY_DEMONSTRATION, COUNTY_DEMONSTRATION, COUNTY_PILOT, FIVE_YEAR, KEY_POINTS,
    "质量强市", "营商环境", "数字经济", "科技创新",
)  # fmt: skip
MAX_KIND = 40

# As exports and fixtures of earlier versions call them.
FORMER_KINDS = {
    "city-demonstration": CITY_DEMONSTRATION,
    "county-demonstration": COUNTY_DEMONSTRATION,
    "county-pilot": COUNTY_PILOT,
    "five-year": FIVE_YEAR,
    "key-points": KEY_POINTS,
}
