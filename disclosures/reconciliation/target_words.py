"""The words of performance targets, as data: what a cost is, what a rate is, which units fit."""

from __future__ import annotations

TOTAL_COST = r"总成本|总费用|总投入|总支出|项目(?:总)?成本|成本总|费用总|总金额|金额总|资金总|总额|(?:项目|全部|所需)资金$"
"""A cost indicator of these words is of the whole project."""
CONTROLLED = r"预算控制|预算成本|成本控制|不超(?:过)?预算"
"""One of these is of the whole project only where it is the project's own: “保安服务预算成本” is of a part."""
NOT_OF_THE_YEAR = r"投资|总概算|概算|建安|累计|单位成本|人均|户均|每[人户个次台件平]|单价|平均"
MONEY_UNIT = r"^(?P<scale>百万|[千万亿])?元(?:整|人民币)?$"
COST = r"成本"

RATE = r"率(?:[（(]%?[）)])?$"
NO_RATE = r"(?:功|频|效|速|利|税|汇|倍|斜|分辨|概|费|死亡|发病|患病|出生)率(?:[（(].*[）)])?$"
MAY_FALL = r"增长|增幅|变化|提高|上升|增加"
"""What may also fall below 0: that it does not is a target."""
OPEN_RATE = rf"{MAY_FALL}|控制|下降|支出率|执行率|支付率|使用率|超|成本|价格|偏差|差异"
"""Rates that may go beyond 100 %: a limit there says something."""
COUNT_UNITS = r"^(?:次|个|家|人|项|度|台|套|件|份|户|名|场|期|批|条|篇|处|辆|天|日|月|年|小时|元|万元|亿元|吨|平方米|公里|亩)$"
PRICED = r"费|补贴|补助|价|工资|薪|报酬|金额|标准|资金|支出|成本"
UNPRICED_UNITS = r"^(?:人|天|次|个|家|场|期|户|名|份|台|套|项|日|月|年|课时|学时)(?:/(?:人|天|次|个|家|场|期|户|名|份|台|套|项|日|月|年))*$"

DISSATISFIED = r"^(?:很|非常|较|比较)?不满意$"
SATISFIED = r"^(?:很|非常|较|比较|基本)?满意$"
SATISFACTION = r"满意"
FLOORS = ("≥", ">", ">=", "＞", "≧")
CEILINGS = ("≤", "<", "<=", "＜", "≦")
NOT_MORE = r"不(?:得|能)?(?:超过|高于|大于|超)|以内|以下|控制在|不突破|上限"
IN_TIME = r"时效|期限|时限|时间|进度|年内|完成日"
PLACEHOLDER = r"^(?:指标值|目标值|具体指标值?|请填写.*|待定|暂无|[X×xＸ*＊]+|…+|\.{3,}|绩效指标\d+|指标\d+|目标内容\d*|目标\d+)$"
