from promotions.models.coupon import CodeGroup, Coupon, Redemption
from promotions.models.promotion import PromotedGoods, Promotion, PromotionBenefit, PromotionCondition

__all__ = ["CodeGroup", "Coupon", "PromotedGoods", "Promotion", "PromotionBenefit", "PromotionCondition", "Redemption"]
