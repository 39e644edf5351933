"""The domain in the database. Rules that a database can keep are constraints; `save()` has no logic.

Text taken from documents has no largest length: what is printed is kept whole, on SQLite and PostgreSQL alike.
Money is integer 分 (hundredths of a yuan) in columns named `fen`; Decimal yuan is made at the edges.
"""

from . import lookups  # noqa: F401 (registers them)
from .agency import Agency, AgencyAlias
from .agency_merge import AgencyMerge
from .classification import EconomicCode, FunctionalCode
from .correction import Correction
from .disclosure import Disclosure, PublicationEvent
from .document import Document
from .edition import Edition
from .finding import CheckTally, Finding, FindingAnswer, Ledger
from .former_cell import FormerCell
from .holding import AssetHolding, ProcurementAmount, ProcurementItem
from .named_unit import NamedUnit
from .narrative import Claim, HeadlineFigure, Institution, Section
from .note import Note
from .performance import PerformanceIndicator, PerformanceTarget
from .project import Project
from .public_log_entry import PublicLogEntry
from .reason import Reason, ReasonCount
from .region import Population, Region
from .review import Review
from .same_words import SharedWords, Shingle
from .saved_view import SavedView
from .search_entry import SearchEntry
from .statement import Amount, Statement, StatementColumn, StatementLine
from .total import Head, Total

__all__ = [
    "Agency",
    "AgencyAlias",
    "AgencyMerge",
    "Amount",
    "AssetHolding",
    "CheckTally",
    "Claim",
    "Correction",
    "Disclosure",
    "Document",
    "EconomicCode",
    "Edition",
    "Finding",
    "FindingAnswer",
    "FormerCell",
    "FunctionalCode",
    "Head",
    "HeadlineFigure",
    "Institution",
    "Ledger",
    "NamedUnit",
    "Note",
    "PerformanceIndicator",
    "PerformanceTarget",
    "Population",
    "ProcurementAmount",
    "ProcurementItem",
    "Project",
    "PublicLogEntry",
    "PublicationEvent",
    "Reason",
    "ReasonCount",
    "Region",
    "Review",
    "SavedView",
    "SearchEntry",
    "Section",
    "SharedWords",
    "Shingle",
    "Statement",
    "StatementColumn",
    "StatementLine",
    "Total",
]
