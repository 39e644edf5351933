"""上海市：区级、市级部门预算（“编制部门”，科目编码分类、款、项三列，元与万元并用）。表和栏目的名称都在 national。"""

from disclosures.parsing.layouts import Layout

LAYOUT = Layout(
    name="shanghai",
    label="上海市",
    marks=(
        r"编制(?:部门|单位)[:：]",
        r"财务收支预算总表",
        r"支出功能分类预算表",
        r"部门预算经济分类预算表",
        r"“三公”经费和机关运行经费预算表",
    ),
)
