from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Prefetch, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from disclosures.admin import desk, difference
from disclosures.admin.forms import UploadForm, asked_back
from disclosures.admin.inbox import Inbox, NamedFilter, RegionFilter
from disclosures.admin.own_pages import OwnPages
from disclosures.admin.search import FindsAgencies
from disclosures.lifecycle.ingestion import enqueue, queue
from disclosures.models import Document, Statement
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.layouts import layouts
from disclosures.reading import pictures

LAST_UPLOADED = 400
"""How many of their files somebody sees who asks for no particular ones."""


class LayoutFilter(NamedFilter):
    names: ClassVar = {"": "没有认出版式"} | {name: layout.label for name, layout in layouts().items()}


@admin.register(Document)
class DocumentAdmin(OwnPages, Inbox, FindsAgencies):
    """Files: upload one or many, see what was read of each."""

    list_display = ("original_name", "state", "found", "pages", "kilobytes", "uploaded_by", "received_at")
    list_filter = (
        "state",
        RegionFilter,
        ("uploaded_by", admin.RelatedOnlyFieldListFilter),
        ("layout", LayoutFilter),
    )
    agency_path = "disclosures__agency"
    region_path = "disclosures__agency__region"
    search_fields = ("original_name", "sha256", "disclosures__printed_name", "disclosures__printed_code")
    list_select_related = ("uploaded_by",)
    actions = None

    @admin.display(description="读出")
    def found(self, document: Any) -> str:
        return document.error_message or f"{document.disclosure_count} 份公开信息"

    @admin.display(description="大小", ordering="size")
    def kilobytes(self, document: Document) -> str:
        return filesizeformat(document.size)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).annotate(disclosure_count=Count("disclosures"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # originals are evidence; what was published from them must stay explicable

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("uploaded/", view(self.uploaded), name="disclosures_document_uploaded"),
            path("<int:pk>/pages/<int:page>.png", view(self.page_image), name="disclosures_document_page"),
            path("<int:pk>/reread/", view(require_POST(self.reread)), name="disclosures_document_reread"),
            path("<int:pk>/cancel/", view(require_POST(self.cancel)), name="disclosures_document_cancel"),
            *super().get_urls(),
        ]

    # --- upload ------------------------------------------------------------------------------------------

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Upload files and archives. A script gets the lines of each request; a form ends on the page of its files."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            queue.take_up()
            files = [self.take(request, file, form) for file in form.cleaned_data["documents"]]
            if wants_json(request):
                return JsonResponse({"files": [self.rendered(request, lines) for lines in files]})
            return self.to_desk(request, [line for lines in files for line in lines])
        if request.method == "POST" and wants_json(request):
            problems = [problem for problems in form.errors.values() for problem in problems]
            return JsonResponse({"error": " ".join(map(str, problems))}, status=400)
        return self.page(request, "upload.html", "上传文件", form=form)

    def take(self, request: HttpRequest, file: UploadedFile, form: UploadForm) -> list[desk.DeskLine]:
        """Store one file, or the files of an archive, and have them read."""
        said = {name: form.cleaned_data[name] for name in ("region", "agency", "year", "stage")}
        lines = []
        for line, created in desk.take(file, said, request):
            if created:
                self.log_addition(request, line.document, "上传")
            lines.append(line)
        return lines

    def to_desk(self, request: HttpRequest, lines: list[desk.DeskLine]) -> HttpResponse:
        documents = {line.document.pk for line in lines if line.document}
        known = {line.document.pk for line in lines if line.document and line.known}
        for line in lines:
            if not line.document:
                told = messages.warning if line.state == desk.LEFT_OUT else messages.error
                told(request, f"“{line.name}”{line.label}：{line.message}")
        address = reverse("admin:disclosures_document_uploaded")
        chosen = urlencode({"d": desk.spans(documents), "k": desk.spans(known)})
        return HttpResponseRedirect(f"{address}?{chosen}")

    def uploaded(self, request: HttpRequest) -> HttpResponse:
        """The files of one upload, or the last ones of whoever asks, each with its state; as JSON for the script."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        documents = Document.objects.all()
        if "d" in request.GET:
            documents = documents.filter(pk__in=desk.numbers(request.GET["d"]))
        else:
            last = documents.filter(uploaded_by=request.user).order_by("-pk")  # type: ignore[misc]
            documents = documents.filter(pk__in=list(last.values_list("pk", flat=True)[:LAST_UPLOADED]))
        lines = desk.lines_of(documents, desk.numbers(request.GET.get("k", "")))
        if wants_json(request):
            return JsonResponse({"lines": self.rendered(request, lines)})
        return self.page(
            request,
            "uploaded.html",
            "本批文件" if "d" in request.GET else "最近上传的文件",
            lines=lines,
            summary=desk.summary(lines),
            waiting=any(line.unfinished for line in lines),
            may_change=self.may_requeue(request),
            files=desk.spans(line.document.pk for line in lines if line.document),
        )

    def rendered(self, request: HttpRequest, lines: list[desk.DeskLine]) -> list[str]:
        return desk.rendered(request, lines, self.may_requeue(request))

    def may_requeue(self, request: HttpRequest, document: Document | None = None) -> bool:
        """Cancel and read again: whoever may change documents; one's own files also whoever may upload."""
        own = document is None or document.uploaded_by_id == request.user.pk
        return self.has_change_permission(request) or (own and self.has_add_permission(request))

    # --- what was read -----------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What was read of one file. Nothing here can be edited: what is printed is printed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        document = get_object_or_404(
            Document.objects.select_related("uploaded_by", "said_region", "said_agency"), pk=object_id
        )
        statements = Statement.objects.annotate(
            line_count=Count("lines", distinct=True), amount_count=Count("lines__amounts")
        )
        disclosures = (
            document.disclosures.with_agency()
            .annotate(target_count=Count("performance_targets"))
            .order_by("position")
            .prefetch_related(
                Prefetch("statements", statements),
                "headline__amount",
                "notes",
                "institutions",
                "procurement",
                "assets",
                "sections",
                "claims",
            )
        )
        return self.page(
            request,
            "document.html",
            str(document),
            document=document,
            disclosures=disclosures,
            notes=document.notes.filter(disclosure=None),
            waiting=document.state in desk.UNFINISHED,
            may_change=self.may_requeue(request, document),
        )

    def page_image(self, request: HttpRequest, pk: int, page: int) -> FileResponse:
        """A page of any document, for the staff: it may not be public yet."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        document = get_object_or_404(Document, pk=pk)
        try:
            found = pictures.picture(document, page)
        except pictures.NoPicture:
            raise Http404 from None
        return FileResponse(found.open("rb"), content_type="image/png")

    def reread(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read a stored file again, for instance after an interruption or with a better parser."""
        document = self.requeueable(request, pk)
        if "seen" not in request.POST and document.disclosures.citable().exists():
            return self.ask_first(request, document)
        self.log_change(request, document, "重新读取")
        enqueue(document)
        return self.back(request, document)

    def ask_first(self, request: HttpRequest, document: Document) -> HttpResponse:
        """What is public would change: say what, cell by cell, before it does."""
        if wants_json(request):
            error = "已经公开，重新读取前要先看改动。请打开这个文件的页面。"
            return JsonResponse({"error": error}, status=409)
        context: dict[str, Any] = {"document": document, "back": asked_back(request, "")}
        try:
            context["differences"] = difference.of_reading(document)
        except UnreadableDocument as problem:
            context["problem"] = problem.message
        return self.page(request, "reread.html", "重新读取会改动什么", **context)

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do not read a file that waits or is being read."""
        document = self.requeueable(request, pk)
        if queue.cancel(document):
            self.log_change(request, document, "取消读取")
        return self.back(request, document)

    def requeueable(self, request: HttpRequest, pk: int) -> Document:
        if not self.may_requeue(request):
            raise PermissionDenied
        document = get_object_or_404(Document, pk=pk)
        if not self.may_requeue(request, document):
            raise PermissionDenied
        return document

    def back(self, request: HttpRequest, document: Document) -> HttpResponse:
        """To the page with the button; a script gets the line as it is now."""
        if wants_json(request):
            lines = desk.lines_of(Document.objects.filter(pk=document.pk))
            return JsonResponse({"lines": self.rendered(request, lines)})
        own = reverse("admin:disclosures_document_change", args=[document.pk])
        return HttpResponseRedirect(asked_back(request, own))


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
