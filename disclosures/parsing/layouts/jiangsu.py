"""江苏省：省级部门预算公开报表（收支总表有第三栏“支出用途”，“三公”经费与会议费、培训费同表，表与说明分印）。"""

from disclosures.parsing.layouts import Layout

LAYOUT = Layout(
    name="jiangsu",
    label="江苏省",
    marks=(
        r"支出用途|单位预留机动经费",
        r"“三公”经费、会议费、培训费",
        r"一般公共预算机关运行经费支出预算",
    ),
)
