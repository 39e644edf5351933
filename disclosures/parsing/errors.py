"""What can keep a file from being read: a stable code, and a sentence in Chinese that says what is wrong and what to do."""

from __future__ import annotations


class UnreadableDocument(Exception):
    """The file cannot be read. `code` is stable (API, database, tests); `message` is for a person."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        self.message = MESSAGES.get(f"{code}/{facts.get('because')}", MESSAGES[code]).format(**facts)
        super().__init__(f"{code}: {self.message}")


# code → message. One sentence says what is wrong, one what to do (design rule: no apology, no jargon).
MESSAGES: dict[str, str] = {
    "empty": "文件是空的（0 字节）。请重新下载或导出后再上传。",
    "empty/archive": "压缩文件里没有文件。请核对后重新压缩，再上传。",
    "unsupported-type": "不支持这种文件（{seen}）。请上传 PDF、Word、Excel、网页或文本文件。",
    "unsupported-type/nested": "这是压缩文件里的压缩文件，没有解开。请先解开它，再把里面的文件直接上传或一起压缩。",
    "unsupported-type/link": "这是指向别处的链接，里面没有内容。请把它所指的文件放进压缩文件，再上传。",
    "litter": "系统或办公软件留下的文件，不是公开文件，没有收下，不用处理：{names}。",
    "legacy-format": "这是旧版 Office 文件（{seen}），读取它需要 LibreOffice，而这里没有安装。请用 Word、Excel 或 WPS 另存为 DOCX 或 XLSX 后上传。",
    "type-mismatch": "文件扩展名是 {claimed}，内容却是 {seen}。请用正确的扩展名保存后再上传。",
    "encrypted": "文件设有打开密码。请上传没有密码的版本。",
    "damaged": "文件已损坏或不完整，无法读完。请重新下载原文件后再上传。",
    "too-large": "文件有 {size}，超过 {limit} 的上限。请拆分后分别上传。",
    "too-many-pages": "文件有 {pages} 页，超过 {limit} 页的上限。请拆分后分别上传。",
    "too-complex": "文件解压或展开后过大，超过安全上限，已停止读取。请用 Word、Excel 或 WPS 打开原件另存后再上传。",
    "too-complex/members": "压缩文件里的文件太多，超过 {limit} 个的上限，一个也没有收下。请分成几个压缩文件，分别上传。",
    "too-complex/unpacked": "压缩文件解开后有 {size}，超过 {limit} 的上限，一个也没有收下。请分成几个压缩文件，分别上传。",
    "too-complex/overlap": "压缩文件的目录与内容不符，没有解开。请把原文件重新压缩后再上传。",
    "timeout": "读取超过 {seconds} 秒，已停止。请拆分文件后分别上传。",
    "out-of-memory": "读取所需内存超过 {limit}，已停止。请拆分文件后分别上传。",
    "no-text": "文件中没有可读的文字，可能是扫描件。请上传可以选中文字的版本。",
    "no-text/ocr-missing": "文件是扫描件，没有可选中的文字，而这里没有安装图像识别（OCR）。请上传可以选中文字的版本。",
    "needs-ocr": "文件有图片页（扫描件），要做图像识别（OCR）才能读，这里不做。请换一份可以选中文字的版本。",
    "no-statement": "没有找到预决算表，也没有找到写明金额的预决算说明。请确认这是部门或单位的预算、决算公开文件。",
    "year-unknown": "没有找到预算年度。请在上传时填写年度。",
    "agency-unknown": "没有找到部门或单位名称。请在上传时选择机构。",
    "busy": "正在比较另一个文件。请稍后再试。",
    "cancelled": "已取消读取。文件已保留，可以重试。",
    "gave-up": "读取中断了 {attempts} 次，不再自动重试。文件已保留，可以重试；若仍失败，请把文件交给管理员。",
    "too-late": "在 {hours} 小时内没有读完，已停止等待。文件已保留，可以重试；若仍失败，请告诉管理员。",
    "not-in-storage": "存储没有给出这个文件（{because}）。请重试；若仍失败，请管理员执行 manage.py doctor。",
    "crashed": "读取程序意外停止，文件已保留。请重试；若仍失败，请把文件交给管理员。",
}
