from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from disclosures.models import Disclosure
from disclosures.presenting.downloads import attachment, download, file_name, page_address
from disclosures.vocabulary import Unit

from .export import questions_export
from .facts import question_sheet

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """The question sheet of a disclosure, for A4; `?format=docx` is the same in Word."""
    unit = Unit.chosen(request.GET.get("unit"))
    try:
        sheet = question_sheet(pk, unit)
    except Disclosure.DoesNotExist:
        if main := Disclosure.objects.whole_of_part(pk):
            return redirect("disclosures:questions", pk=main)
        if Disclosure.objects.citable().filter(pk=pk).exists():  # replaced: its page says by what
            return redirect("disclosures:disclosure", pk=pk)
        raise Http404 from None
    column, document = sheet.column, sheet.disclosure.document
    title = f"{column.name} {column.year}年{column.form_word} 提问单"
    if file := download(
        request, title, lambda address: questions_export(sheet, title, unit, address), charts={}
    ):
        return file
    if request.GET.get("format") == "docx":
        # Not before: a site that only shows pages holds no code that opens documents.
        from .word import word_file

        source = f"依据：{document.original_name}。页码是原件页码。"
        content = word_file(sheet, title, source, page_address(request))
        return attachment(f"{file_name(title)}.docx", WORD, content)
    context = {
        "column": column,
        "agency": column.agency,
        "disclosure": sheet.disclosure,
        "document": document,
        "sheet": sheet,
        "others": sum(len(kind.shown) for kind in sheet.kinds),
        "address": page_address(request),
        "unit": unit,
        "units": list(Unit),
        "section": "agencies",
    }
    return render(request, "disclosures/questions.html", context)
