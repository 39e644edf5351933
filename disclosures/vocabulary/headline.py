"""The items of a headline: what an amount stated in the narrative is, and where it stands in the tables."""

from __future__ import annotations

from .terms import Term


class HeadlineItem(Term):
    """What an amount stated in the narrative is."""

    REVENUE_TOTAL = "revenue_total", "收入总额"
    GENERAL_PUBLIC_REVENUE = "general_public_revenue", "一般公共预算收入"
    GOVERNMENT_FUNDS_REVENUE = "government_funds_revenue", "政府性基金预算收入"
    STATE_CAPITAL_REVENUE = "state_capital_revenue", "国有资本经营预算收入"
    SPECIAL_ACCOUNT_REVENUE = "special_account_revenue", "财政专户收入"
    OTHER_REVENUE = "other_revenue", "其他收入"
    CARRYOVER = "carryover", "上年结转"
    EXPENDITURE_TOTAL = "expenditure_total", "支出总额"
    BASIC_EXPENDITURE = "basic_expenditure", "基本支出"
    PERSONNEL_EXPENSES = "personnel_expenses", "人员经费"
    OPERATING_EXPENSES = "operating_expenses", "公用经费"
    PROJECT_EXPENDITURE = "project_expenditure", "项目支出"
    AGENCY_OPERATING_EXPENSES = "agency_operating_expenses", "机关运行经费"
    THREE_PUBLIC_TOTAL = "three_public_total", "“三公”经费"
    OVERSEAS_VISITS = "overseas_visits", "因公出国（境）费"
    VEHICLES = "vehicles", "公务用车购置及运行维护费"
    VEHICLE_PURCHASE = "vehicle_purchase", "公务用车购置费"
    VEHICLE_OPERATION = "vehicle_operation", "公务用车运行维护费"
    HOSPITALITY = "hospitality", "公务接待费"
    PROCUREMENT_TOTAL = "procurement_total", "政府采购预算"
    FIXED_ASSETS_TOTAL = "fixed_assets_total", "固定资产总额"
    PLANNED_ASSET_PURCHASE = "planned_asset_purchase", "拟购置固定资产"
    BUDGET_TOTAL = "budget_total", "收支总额"
    PROJECT_ITEM = "project_item", "项目"
