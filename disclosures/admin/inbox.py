"""The lists of the desk as an inbox: what they are filtered by, and filters that somebody keeps under a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from disclosures.admin.review import user_of
from disclosures.models import Amount, Disclosure, Finding, Note, Region, SavedView
from disclosures.vocabulary import ReadBy, Term

NOBODY = "nobody"
Choices = list[tuple[str, str]]


class RegionFilter(admin.SimpleListFilter):
    """Places that the list has something of: provinces, and what lies in the one that is chosen."""

    title = "地区"
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        self.region_path = model_admin.region_path
        rows = model_admin.get_queryset(request).order_by()
        codes = set(rows.values_list(self.region_path, flat=True).distinct()) - {None}
        chosen = request.GET.get(self.parameter_name, "")
        unfolded = {None, *_around(chosen)}
        places = Region.objects.filter(pk__in={place for code in codes for place in _around(code)})
        return [
            (region.code, region.name) for region in places.order_by("pk") if region.parent_id in unfolded
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        region = Region.objects.filter(pk=self.value() or "").first()
        return queryset.filter(region.holds(self.region_path)).distinct() if region else queryset


def _around(code: str) -> tuple[str, str, str]:
    """A place, and those that it lies in."""
    return f"{code[:2]}0000", f"{code[:4]}00", code


class Doubt(Term):
    WHOSE = "whose", "机构或年度没有确定"
    NOTE = "note", "有没读懂的地方"
    DIFFERS = "differs", "核对不一致"
    SECOND = "second", "两种读法不同"
    IMAGE = "image", "由图像识别"


class DoubtFilter(admin.SimpleListFilter):
    """Disclosures by what is doubtful of them."""

    title = "疑问"
    parameter_name = "doubt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return list(Doubt.choices())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        own = OuterRef("pk")
        cells = Amount.objects.filter(line__statement__disclosure=own)
        match self.value():
            case Doubt.WHOSE:
                return queryset.filter(pk__in=Disclosure.objects.undetermined().values("pk"))
            case Doubt.NOTE:
                return queryset.filter(Exists(Note.objects.filter(disclosure=own)))
            case Doubt.DIFFERS:
                return queryset.filter(Exists(Finding.objects.filter(disclosure=own)))
            case Doubt.SECOND:
                return queryset.filter(Exists(cells.filter(confirmed=False)))
            case Doubt.IMAGE:
                return queryset.filter(Exists(cells.filter(read_by=ReadBy.OCR)))
        return queryset


class AssignedFilter(admin.SimpleListFilter):
    title = "分给"
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        others = User.objects.filter(pk__in=Disclosure.objects.order_by().values("assigned_to"))
        named = [(str(user.pk), _name(user)) for user in others.exclude(pk=user_of(request).pk)]
        return [(str(request.user.pk), "我"), (NOBODY, "没有分给谁"), *named]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == NOBODY:
            return queryset.filter(assigned_to=None)
        listed = dict(self.lookup_choices)
        return queryset.filter(assigned_to=int(value)) if value and value in listed else queryset


class NamedFilter(admin.AllValuesFieldListFilter):
    """The values that there are, in the words of people instead of the ids of the program."""

    names: ClassVar[dict[str, str]]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            shown = str(choice["display"])
            yield {**choice, "display": self.names.get(shown, shown)}


def _name(user: User) -> str:
    return user.get_full_name() or user.username


def reviewers() -> list[User]:
    """Whom something can be assigned to."""
    may = "disclosures.change_disclosure"
    backend = "django.contrib.auth.backends.ModelBackend"
    return list(User.objects.with_perm(may, backend=backend).filter(is_staff=True).order_by("username"))


class AssignForm(ActionForm):
    """Beside the acts on what is ticked: to whom, where it is assigned."""

    person = forms.ChoiceField(label="给", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(user.pk), _name(user)) for user in reviewers()]
        self.fields["person"].choices = [(NOBODY, "不分给谁"), *people]  # type: ignore[attr-defined]


class Inbox(admin.ModelAdmin):
    """A list whose filters can be kept."""

    region_path: ClassVar[str]
    change_list_template = "admin/disclosures/inbox.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.keep_view))
        return [path("views/", view, name=f"disclosures_{self.opts.model_name}_views"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        kept = SavedView.objects.filter(user=user_of(request), listed=self.opts.model_name)
        keeping = f"admin:disclosures_{self.opts.model_name}_views"
        context = {"kept_views": kept, "query": request.GET.urlencode(), "keeping": keeping}
        return super().changelist_view(request, context | (extra_context or {}))

    def keep_view(self, request: HttpRequest) -> HttpResponse:
        """Keep the filters of the list under a name, or forget them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        own = SavedView.objects.filter(user=user_of(request), listed=self.opts.model_name)
        query = QueryDict(request.POST.get("query", "")[:1000]).urlencode()
        name = request.POST.get("name", "").strip()[:40]
        if forgotten := request.POST.get("forget", ""):
            own.filter(name=forgotten).delete()
        elif name:
            own.update_or_create(
                name=name,
                defaults={"query": query},
                create_defaults={
                    "user": user_of(request),
                    "listed": str(self.opts.model_name),
                    "query": query,
                },
            )
        else:
            messages.error(request, "没有保存：请写一个名称。")
        address = reverse(f"admin:disclosures_{self.opts.model_name}_changelist")
        return HttpResponseRedirect(f"{address}?{query}" if query else address)


class Assigns(admin.ModelAdmin):
    """What is ticked is assigned to somebody."""

    action_form = AssignForm

    @admin.action(description="分给右边选的人", permissions=["change"])
    def assign_chosen(self, request: HttpRequest, chosen: QuerySet[Disclosure]) -> None:
        people = {str(user.pk): user for user in reviewers()}
        person = people.get(request.POST.get("person", ""))
        rows = list(chosen)
        for disclosure in rows:  # one by one: the log of changes says so of each
            disclosure.assigned_to = person
            disclosure.save(update_fields=["assigned_to"])
        messages.success(request, f"{len(rows)} 份已{'分给 ' + _name(person) if person else '不再分给谁'}。")
