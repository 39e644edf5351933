"""河北省：部门和单位预算公开表（“预算年度”“栏次”），说明分九节。"""

from disclosures.parsing.layouts import Layout

LAYOUT = Layout(
    name="hebei",
    label="河北省",
    marks=(
        r"预算年度[:：]\s*20\d\d",
        r"栏次|档次",
        r"财政专户\s*(?:收入|核拨)",
        r"[一二三四五六七八九]、财政拨款“三公”经费预算情况及增减变化原因",
        r"固定资产占用情况表|拟购置固定资产总额",
    ),
    ordinals=(r"^档次$",),  # 档次 is a misprint of 栏次 that keeps coming
)
