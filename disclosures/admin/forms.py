from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme

from disclosures.lifecycle.ingestion.agencies import create, find, named
from disclosures.lifecycle.ingestion.regions import Gazetteer
from disclosures.models import Agency, Disclosure, Region
from disclosures.vocabulary import AgencyKind, Stage

FIRST_YEAR, LAST_YEAR = 2000, 2100
BY_NAME = "名称或六位代码；写几个字，从列出的里面选"
WIDE = forms.TextInput(attrs={"size": 40})


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or many files; cleans to a list. An empty file is let through: the reader says what is wrong with it."""

    widget = ManyFiles

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        one = super().clean
        files = data if isinstance(data, list | tuple) else [data]
        if not files:
            one(None, initial)  # says that the field is required
        return [one(file, initial) for file in files]


class RegionInput(forms.TextInput):
    """Suggests places while somebody types. Without its script it is a plain field."""

    def __init__(self) -> None:
        super().__init__({**WIDE.attrs, "data-regions": reverse_lazy("admin:disclosures_region_names")})

    class Media:
        js = (forms.Script("admin/regions.js", type="module"),)


class RegionField(forms.CharField):
    """A place by its code or its name; cleans to a Region or None."""

    widget = RegionInput

    def prepare_value(self, value: Any) -> Any:
        """Of a form over a row the code: shown as a name."""
        code = value if isinstance(value, str) and value.isdecimal() else None
        region = code and Region.objects.with_parents().filter(pk=code).first()
        return region.full_name if region else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            region = self.clean(data)
        except forms.ValidationError:
            return True
        return (region.pk if region else None) not in (initial, self.prepare_value(initial))

    def clean(self, value: Any) -> Region | None:
        text = super().clean(value)
        if not text:
            return None
        codes = {text} if text.isdigit() else Gazetteer.load().codes.get(text, frozenset())
        found = list(Region.objects.filter(code__in=codes)[:2])
        if len(found) > 1:
            raise forms.ValidationError(
                f"有几个地区叫“{text}”。请写全称（如 河北省石家庄市桥西区），或写六位代码。"
            )
        if not found:
            raise forms.ValidationError(f"没有地区“{text}”。请写 GB/T 2260 的名称或六位代码。")
        return found[0]


class UploadForm(forms.Form):
    """Files, and what the person who brings them knows of them."""

    documents = ManyFilesField(
        label="文件",
        help_text="PDF、Word、Excel、网页或文本文件，或装有这些文件的 zip。可一次选多份，也可拖到这里。",
    )
    region = RegionField(label="行政区划", required=False, help_text=BY_NAME)
    agency = forms.CharField(
        label="机构", required=False, widget=WIDE, help_text="已有机构的全称；文件中没有写明名称时使用"
    )
    year = forms.IntegerField(label="年度", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    stage = forms.ChoiceField(label="阶段", required=False, choices=[("", "由文件确定"), *Stage.choices()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if name := cleaned.get("agency"):
            found = list(named(name, cleaned.get("region"))[:2])
            if len(found) != 1:
                problem = (
                    "不止一个机构叫这个名称，请同时填写行政区划"
                    if found
                    else "没有这个机构，请核对名称，或留空"
                )
                self.add_error("agency", f"{problem}；读取后也可以再确认。")
            cleaned["agency"] = found[0] if len(found) == 1 else None
        else:
            cleaned["agency"] = None
        return cleaned


class DeterminationForm(forms.Form):
    """Whose disclosure it is, of which year, stage and scope: asked where the parser is unsure, open to correction."""

    region = RegionField(label="行政区划", help_text=BY_NAME)
    agency = forms.CharField(label="机构", max_length=200, widget=WIDE, help_text="全称")
    create = forms.BooleanField(label="还没有这个机构时，建立它", required=False)
    kind = forms.ChoiceField(label="口径", choices=AgencyKind.choices())
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    stage = forms.ChoiceField(label="阶段", choices=Stage.choices())
    is_other_year = forms.BooleanField(label="文件所印的年度有误，以上面填写的为准", required=False)

    def __init__(self, *args: Any, printed_year: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.printed_year = printed_year
        if printed_year is None:
            del self.fields["is_other_year"]

    @classmethod
    def proposing(cls, disclosure: Disclosure) -> DeterminationForm:
        """Filled in with what is known and what the printed name suggests."""
        agency = disclosure.agency
        region = agency.region if agency else disclosure.document.said_region
        if region is None:
            code = Gazetteer.load().region_of(disclosure.printed_name)
            region = Region.objects.with_parents().filter(code=code).first()
        return cls(
            initial={
                "region": region.full_name if region else "",
                "agency": agency.name if agency else disclosure.printed_name,
                "kind": disclosure.kind,
                "year": disclosure.fiscal_year or disclosure.document.said_year,
                "stage": disclosure.stage,
            },
            printed_year=disclosure.printed_year,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        year = cleaned.get("year")
        if year and year != self.printed_year and not cleaned.get("is_other_year", True):
            self.add_error(
                "year",
                f"文件印作 {self.printed_year} 年，这里填写 {year} 年。请核对；确是 {year} 年，请勾选最后一项。",
            )
        if not self.errors:
            region: Region = cleaned["region"]
            kind = AgencyKind(cleaned["kind"])
            if find(region.code, cleaned["agency"], kind) is None and not cleaned["create"]:
                self.add_error("agency", f"{region}还没有这个{kind.label}。请核对名称，或勾选“建立它”。")
        return cleaned

    def named_agency(self) -> Agency:
        """The agency that was named, made if it is new."""
        region, name = self.cleaned_data["region"].code, self.cleaned_data["agency"]
        kind = AgencyKind(self.cleaned_data["kind"])
        return find(region, name, kind) or create(region, name, kind, "", Gazetteer.load())


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def asked_back(request: HttpRequest, otherwise: str) -> str:
    """Where to go after a form: the page of this site that it was opened from (`?back=`, or `back` of the form)."""
    page = request.POST.get("back", "") or request.GET.get("back", "")
    return page if url_has_allowed_host_and_scheme(page, allowed_hosts=None) else otherwise
