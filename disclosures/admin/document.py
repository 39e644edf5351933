from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from disclosures.admin.forms import UploadForm
from disclosures.ingestion import enqueue, store
from disclosures.models import Disclosure, Document, Statement
from disclosures.models.document import DocumentState

UNDONE = (DocumentState.RECEIVED, DocumentState.PARSING)


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    """Files: upload one or many, see what was read of each."""

    list_display = ("original_name", "state", "found", "pages", "kilobytes", "uploaded_by", "received_at")
    list_filter = ("state", "layout")
    search_fields = ("original_name", "sha256", "disclosures__printed_name")
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
            path("<int:pk>/reread/", view(require_POST(self.reread)), name="disclosures_document_reread"),
            *super().get_urls(),
        ]

    # --- upload ------------------------------------------------------------------------------------------

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Upload one or many files; ends on a page with the outcome of each."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            taken = [self.take(request, file, form) for file in form.cleaned_data["documents"]]
            chosen = QueryDict(mutable=True)
            chosen.setlist("d", [str(document.pk) for document in taken if document])
            address = reverse("admin:disclosures_document_uploaded")
            return HttpResponseRedirect(f"{address}?{chosen.urlencode()}")
        return self.page(request, "upload.html", "上传文件", form=form)

    def take(self, request: HttpRequest, file: UploadedFile, form: UploadForm) -> Document | None:
        """Store one file and have it read; None, with a message, where it could not be stored."""
        said = {name: form.cleaned_data[name] for name in ("region", "agency", "year", "stage")}
        try:
            document, created = store(file, file.name or "", request.user, **said)  # type: ignore[arg-type]
        except OSError:
            messages.error(request, f"“{file.name}”没有存下：服务器不能写入文件。请稍后重试，或告诉管理员。")
            return None
        if created:
            self.log_addition(request, document, "上传")
        elif document.state == DocumentState.READY:
            messages.info(request, f"“{file.name}”已经上传过，内容与“{document}”相同，没有重复读取。")
            return document
        enqueue(document)
        return document

    def uploaded(self, request: HttpRequest) -> HttpResponse:
        """The files of one upload, each with its outcome."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = [int(pk) for pk in request.GET.getlist("d") if pk.isdecimal()]
        documents = (
            self.get_queryset(request)
            .filter(pk__in=chosen)
            .order_by("pk")
            .prefetch_related(Prefetch("disclosures", Disclosure.objects.select_related("agency")))
        )
        waiting = any(document.state in UNDONE for document in documents)
        return self.page(request, "uploaded.html", "本批文件", documents=documents, waiting=waiting)

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
            waiting=document.state in UNDONE,
            may_change=self.has_change_permission(request),
        )

    def reread(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read a stored file again, for instance after an interruption or with a better parser."""
        document = get_object_or_404(Document, pk=pk)
        if not self.has_change_permission(request, document):
            raise PermissionDenied
        self.log_change(request, document, "重新读取")
        enqueue(document)
        return HttpResponseRedirect(reverse("admin:disclosures_document_change", args=[pk]))

    def page(self, request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"admin/disclosures/{template}", shared | context)
